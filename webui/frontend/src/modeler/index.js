// The studio's editor: drawing, properties in plain words, problems below.
//   <div data-modeler="modeler-document"> with children [data-canvas] [data-properties] [data-problems]
//   {{ document|json_script:"modeler-document" }}  {"xml", "file", "revision", "saveUrl", "checkUrl", "findings": […], "draftKey"}
// Buttons of the page: [data-save-draft], [data-undo], [data-redo]; [data-save-state] shows what was saved.
import './modeler.css';
import { openModeler } from './editor.js';

const element = document.querySelector('[data-modeler]');
if (element) openModeler(element, JSON.parse(document.getElementById(element.dataset.modeler).textContent));
