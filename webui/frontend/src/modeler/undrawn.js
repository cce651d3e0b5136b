// A file without a drawing: said so in place of the canvas, with the ways on. A file of one process can be laid out here.
import { layoutProcess } from 'bpmn-auto-layout';
import { say } from './translate.js';

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const DRAWING = 'http://www.omg.org/spec/BPMN/20100524/DI';
// What the layout leaves out; it stays in the file.
const LEFT_OUT = ['lane', 'textAnnotation', 'group', 'dataObjectReference', 'dataStoreReference'];

const parsed = (xml) => new DOMParser().parseFromString(xml, 'text/xml');
const count = (document_, name, space = BPMN) => document_.getElementsByTagNameNS(space, name).length;

export function isDrawn(xml) {
  const found = parsed(xml);
  return count(found, 'parsererror', '*') > 0 || count(found, 'BPMNShape', DRAWING) > 0;
}

// `then` is called with the file and its new drawing, and how many elements of it the drawing leaves out.
export function offerLayout(page, state, xml, then) {
  const found = parsed(xml);
  const isOneProcess = count(found, 'process') === 1 && count(found, 'participant') < 2;
  const box = panel(page, say('undrawn'), say(isOneProcess ? 'undrawn:one' : 'undrawn:several'));
  if (isOneProcess) {
    box.actions.append(button('btn primary', say('Lay it out'), async (event) => {
      event.currentTarget.disabled = true;
      try {
        const drawn = await layoutProcess(withWaysAtNodes(xml));
        box.close();
        await then(drawn, LEFT_OUT.reduce((sum, name) => sum + count(found, name), 0));
      } catch (error) {
        box.text.textContent = `${say('layoutFailed')} ${error.message}`;
      }
    }));
  }
  box.actions.append(...waysOn(state));
}

// The layout follows `incoming` and `outgoing`, which a file may leave out: its flows say the same.
const BEFORE_WAYS = ['documentation', 'extensionElements', 'auditing', 'monitoring', 'incoming', 'outgoing'];

function withWaysAtNodes(xml) {
  const found = parsed(xml);
  const nodes = new Map([...found.getElementsByTagNameNS(BPMN, '*')].filter((each) => each.id).map((each) => [each.id, each]));
  for (const [way, end] of [['incoming', 'targetRef'], ['outgoing', 'sourceRef']]) {
    for (const flow of found.getElementsByTagNameNS(BPMN, 'sequenceFlow')) addWay(nodes.get(flow.getAttribute(end)), way, flow.id);
  }
  return new XMLSerializer().serializeToString(found);
}

function addWay(node, way, flowId) {
  const children = node ? [...node.children].filter((each) => each.namespaceURI === BPMN) : [];
  if (!node || children.some((each) => each.localName === way && each.textContent.trim() === flowId)) return;
  const added = node.ownerDocument.createElementNS(BPMN, node.prefix ? `${node.prefix}:${way}` : way);
  added.textContent = flowId;
  const last = children.filter((each) => BEFORE_WAYS.includes(each.localName)).pop();
  if (last) last.after(added);
  else node.prepend(added);
}

// A file that cannot be drawn at all: nothing to edit, nothing that could be saved by mistake.
export function sayUnreadable(page, state, message) {
  panel(page, say('unreadable'), message).actions.append(...waysOn(state));
}

function panel(page, title, sentence) {
  page.classList.add('without-drawing');
  enable(page, false);
  const box = document.createElement('div');
  box.className = 'undrawn';
  box.setAttribute('role', 'status');
  const heading = document.createElement('h2');
  heading.textContent = title;
  const text = document.createElement('p');
  text.textContent = sentence;
  const actions = document.createElement('div');
  actions.className = 'line';
  box.append(heading, text, actions);
  page.querySelector('[data-canvas]').append(box);
  const close = () => { box.remove(); page.classList.remove('without-drawing'); enable(page, true); };
  return { text, actions, close };
}

function enable(page, isOn) {
  for (const each of page.querySelectorAll('[data-undo], [data-redo], [data-save-draft]')) each.disabled = !isOn;
}

function waysOn({ downloadUrl, detailUrl }) {
  return [link(downloadUrl, say('Download the file')), link(detailUrl, say('Upload another one'))];
}

function link(address, text) {
  const found = document.createElement('a');
  found.className = 'btn';
  found.href = address;
  found.textContent = text;
  return found;
}

function button(kind, text, run) {
  const found = document.createElement('button');
  found.type = 'button';
  found.className = kind;
  found.textContent = text;
  found.addEventListener('click', run);
  return found;
}
