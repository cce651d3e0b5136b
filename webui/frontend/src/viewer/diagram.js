import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer.js';
import carelane from '../modeler/carelane.json';
import { colours, onThemeChange, textStyle } from './colours.js';
import { addZoom, fit } from './zoom.js';

const NO_DRAWING = document.documentElement.lang.startsWith('zh')
  ? ['此文件没有图形，但可以运行。在编辑器中可以自动布局。', '无法绘制此文件：']
  : ['This file has no drawing; it can run all the same. The editor can lay it out.', 'This file cannot be drawn:'];

export async function openDiagram(element, content) {
  const canvas = document.createElement('div');
  canvas.className = 'diagram-canvas';
  element.append(canvas);
  const viewer = new NavigatedViewer({ container: canvas, bpmnRenderer: colours(), textRenderer: textStyle(), moddleExtensions: { carelane } });
  if (document.documentElement.lang.startsWith('zh')) viewer.on('import.parse.complete', nameInChinese);
  try {
    await viewer.importXML(content.xml);
  } catch (error) {
    element.textContent = '';
    const box = document.createElement('div');
    const isDrawn = content.xml.includes('BPMNShape');
    box.className = isDrawn ? 'notice error' : 'notice';
    box.textContent = isDrawn ? `${NO_DRAWING[1]} ${error.message}` : NO_DRAWING[0];
    element.classList.add('without-drawing');
    element.append(box);
    return null;
  }
  fit(viewer.get('canvas'));
  decorate(viewer, content);
  addZoom(element, viewer);
  if (content.focus) lookAt(viewer, content.focus);
  viewer.on('element.click', ({ element: chosen }) => {
    const { id, businessObject } = chosen;
    element.dispatchEvent(new CustomEvent('carelane:element', { bubbles: true, detail: { id, name: businessObject?.name || '', type: chosen.type } }));
  });
  onThemeChange(async () => {
    const at = viewer.get('canvas').viewbox();
    Object.assign(viewer.get('config.bpmnRenderer') || {}, colours());
    await viewer.importXML(content.xml);
    viewer.get('canvas').viewbox(at);
    decorate(viewer, content);
  });
  // <a data-show-element="Task_1"> beside the drawing jumps to the element.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-show-element]');
    if (!link || !viewer.get('elementRegistry').get(link.dataset.showElement)) return;
    event.preventDefault();
    show(viewer, link.dataset.showElement);
    element.scrollIntoView({ block: 'nearest' });
  });
  element.carelaneViewer = viewer;
  return viewer;
}

// A reader sees the names of their language; the file itself is not touched.
function nameInChinese({ elementsById = {} }) {
  for (const element of Object.values(elementsById)) {
    const name = element.nameZh || element.$attrs?.['carelane:nameZh'];
    if (name) element.name = name;
  }
}

function decorate(viewer, { badges = [], taken = [], problems = [], changes = {} }) {
  const registry = viewer.get('elementRegistry');
  const canvas = viewer.get('canvas');
  const overlays = viewer.get('overlays');
  for (const id of taken) if (registry.get(id)) canvas.addMarker(id, 'way-taken');
  for (const [kind, ids] of Object.entries(changes)) for (const id of ids) if (registry.get(id)) canvas.addMarker(id, `change-${kind}`);
  for (const { element, severity } of problems) if (registry.get(element)) canvas.addMarker(element, `problem-${severity}`);
  for (const badge of badges) {
    if (!registry.get(badge.element)) continue;
    canvas.addMarker(badge.element, `stands-${badge.kind}`);
    // An event at a step shows by itself what it waits for, in colour: a badge would cover the step's name.
    if (registry.get(badge.element).type === 'bpmn:BoundaryEvent' && badge.kind !== 'incident') continue;
    overlays.add(badge.element, 'token', { position: { top: -12, right: 14 }, html: badgeElement(badge) });
  }
}

const SIGNS = { here: '●', timer: '◷', message: '✉', incident: '!', done: '✓' };

function badgeElement({ kind, count = 1, title = '', url }) {
  const badge = document.createElement(url ? 'a' : 'span');
  if (url) badge.href = url;
  badge.className = `token-badge ${kind}`;
  badge.title = title;
  badge.textContent = count > 1 ? `${SIGNS[kind] || '●'} ${count}` : SIGNS[kind] || '●';
  return badge;
}

// The first look: the place in the middle, what leads there and away around it, and no empty ground beyond its pool.
function lookAt(viewer, id) {
  const element = viewer.get('elementRegistry').get(id);
  if (!element) return;
  const canvas = viewer.get('canvas');
  const { width: wide, height: high } = canvas.getSize();
  const scale = wide < 600 ? 0.7 : 0.85;
  const around = groundOf(element, canvas);
  const [width, height] = [wide / scale, high / scale];
  const [x, y] = [within(middle(element).x, width, around.x, around.width), within(middle(element).y, height, around.y, around.height)];
  canvas.viewbox({ x, y, width, height });
  canvas.addMarker(element, 'shown');
}

const EDGE = 24;

function middle({ x, y, width = 0, height = 0, waypoints }) {
  return waypoints ? waypoints[Math.floor(waypoints.length / 2)] : { x: x + width / 2, y: y + height / 2 };
}

// The pool that the element stands in; the whole drawing where there is none.
function groundOf(element, canvas) {
  for (let each = element; each; each = each.parent) if (each.type === 'bpmn:Participant') return each;
  return canvas.viewbox().inner;
}

function within(centre, size, start, length) {
  if (size >= length + 2 * EDGE) return start - (size - length) / 2;
  return Math.min(Math.max(centre - size / 2, start - EDGE), start + length + EDGE - size);
}

export function show(viewer, id) {
  const element = viewer.get('elementRegistry').get(id);
  if (!element) return;
  const canvas = viewer.get('canvas');
  if (canvas.zoom() < 0.6) canvas.zoom(0.8, 'auto');
  canvas.scrollToElement(element, 80);
  for (const other of viewer.get('elementRegistry').getAll()) canvas.removeMarker(other, 'shown');
  canvas.addMarker(element, 'shown');
}
