// What the server's checks found, below the drawing; a click goes to the element.
import { show } from '../viewer/diagram.js';
import { say } from './translate.js';

const SEVERITIES = ['error', 'warning', 'info'];
let marked = [];

export function showProblems(list, modeler, findings, file) {
  const registry = modeler.get('elementRegistry');
  const canvas = modeler.get('canvas');
  for (const [id, marker] of marked) if (registry.get(id)) canvas.removeMarker(id, marker);
  marked = [];
  list.textContent = '';
  list.append(heading(findings));
  const rows = document.createElement('ul');
  for (const finding of findings) {
    rows.append(row(finding, file, registry, modeler));
    if (finding.element_id && finding.file === file && registry.get(finding.element_id)) {
      const marker = `problem-${finding.severity}`;
      canvas.addMarker(finding.element_id, marker);
      marked.push([finding.element_id, marker]);
    }
  }
  list.append(rows);
}

function heading(findings) {
  const head = document.createElement('div');
  head.className = 'problems-head';
  const title = document.createElement('h2');
  title.textContent = say('Problems');
  head.append(title);
  if (!findings.length) {
    const none = document.createElement('span');
    none.className = 'chip good';
    none.textContent = `✓ ${say('Nothing to correct')}`;
    head.append(none);
  }
  for (const severity of SEVERITIES) {
    const count = findings.filter((one) => one.severity === severity).length;
    if (!count) continue;
    const chip = document.createElement('span');
    chip.className = `chip ${{ error: 'over', warning: 'soon', info: '' }[severity]}`;
    chip.textContent = `${count} ${say(count === 1 ? severity : `${severity}s`)}`;
    head.append(chip);
  }
  return head;
}

function row(finding, file, registry, modeler) {
  const item = document.createElement('li');
  const jump = document.createElement('button');
  jump.type = 'button';
  jump.className = `problem ${finding.severity}`;
  const element = finding.file === file ? registry.get(finding.element_id) : null;
  const name = element?.businessObject?.name || finding.element_id;
  const sign = { error: '✕', warning: '!', info: 'i' }[finding.severity];
  const mark = part('problem-sign', sign);
  mark.setAttribute('aria-hidden', 'true'); // the word says it to who hears the page
  jump.append(mark, part('visually-hidden', `${say(finding.severity)}: `), part('problem-text', finding.message), part('problem-hint', finding.hint), part('problem-place', [name, `${finding.file}:${finding.line}`].filter(Boolean).join(' · ')));
  if (element) {
    jump.addEventListener('click', () => {
      show(modeler, element.id);
      modeler.get('selection').select(element);
    });
  } else jump.disabled = true;
  item.append(jump);
  return item;
}

function part(name, text) {
  const place = document.createElement('span');
  place.className = name;
  place.textContent = text || '';
  return place;
}
