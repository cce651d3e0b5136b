// Diagrams to look at: <div class="diagram" data-diagram="diagram-document"></div> {{ document|json_script:"diagram-document" }}
// document: {
//   "xml": "<bpmn…>",
//   "badges": [{"element": id, "kind": "here|timer|message|incident|done", "count": 1, "title": "…", "url": "…"}],
//   "taken": [ids of flows and elements that were passed],
//   "problems": [{"element": id, "severity": "error|warning|info"}],
//   "changes": {"added": [ids], "changed": [ids]},
//   "focus": id to show first (optional)
// }
// Fires carelane:element {id, name, type} on the element when something in the drawing is chosen.
import './viewer.css';
import { openDiagram } from './diagram.js';

const opened = new WeakSet();
const openAll = (root) => {
  for (const element of root.querySelectorAll('[data-diagram]')) {
    if (opened.has(element)) continue;
    opened.add(element);
    openDiagram(element, JSON.parse(document.getElementById(element.dataset.diagram).textContent));
  }
};
openAll(document);
document.addEventListener('htmx:load', (event) => openAll(event.detail.elt));
