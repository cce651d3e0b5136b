// The summary above the form: how many fields, each a link that goes to its field.
import { say } from './messages.js';

export function labelOf(viewer, id) {
  const field = viewer.get('formFieldRegistry').get(id);
  return field?.label || field?.dateLabel || field?.timeLabel || field?.key || '';
}

export function showSummary(element, viewer, errors, named = false) {
  element.querySelector('.summary-of-errors')?.remove();
  if (!errors.length) return;
  const count = new Set(errors.map(({ id, text }) => id || text)).size; // a field may break two rules
  const box = document.createElement('div');
  box.className = 'summary-of-errors';
  box.tabIndex = -1;
  box.setAttribute('role', 'alert');
  const heading = document.createElement('h2');
  heading.textContent = say(count === 1 ? 'oneError' : 'errors', { count });
  const list = document.createElement('ul');
  for (const { id, text } of errors) {
    const item = document.createElement('li');
    if (id) {
      const link = document.createElement('a');
      link.href = '#';
      link.textContent = named ? text : `${labelOf(viewer, id)}: ${text}`;
      link.addEventListener('click', (event) => { event.preventDefault(); goTo(element, id); });
      item.append(link);
    } else item.textContent = text;
    list.append(item);
  }
  box.append(heading, list);
  element.querySelector('[data-form-host]').before(box);
  box.focus();
  box.scrollIntoView({ block: 'nearest' });
}

function goTo(element, id) {
  const place = [...element.querySelectorAll('[id]')].find((one) => one.id.includes(`-${id}`));
  if (!place) return;
  const input = place.matches('input, select, textarea') ? place : place.querySelector('input, select, textarea') || place;
  place.scrollIntoView({ block: 'center' });
  input.focus();
}
