// Keeps "2 h 14 min left" true while the page stands open. Same words and steps as webui/words.py.
import { fill, words } from './words.js';

const shown = document.querySelector('meta[name="carelane-now"]')?.content;
// The server's clock counts: the machine of a ward may be minutes off, and a demonstration may stand days ahead.
const ahead = shown ? Date.parse(shown) - Date.now() : 0;

export const now = () => Date.now() + ahead;

export function span(milliseconds) {
  const all = Math.floor(milliseconds / 60000);
  const days = Math.floor(all / 1440), hours = Math.floor((all % 1440) / 60), minutes = all % 60;
  const say = words.span;
  if (days >= 2) return fill(say.days, { days });
  if (days) return hours ? fill(say.dayHours, { hours }) : say.day;
  if (hours) return minutes ? fill(say.hoursMinutes, { hours, minutes }) : fill(say.hours, { hours });
  return minutes ? fill(say.minutes, { minutes }) : say.under;
}

function refresh() {
  for (const chip of document.querySelectorAll('time[data-remaining]')) {
    const left = Date.parse(chip.dateTime) - now();
    const state = left <= 0 ? 'over' : left <= Number(chip.dataset.remaining) * 1000 ? 'soon' : 'calm';
    const text = fill(left <= 0 ? words.span.over : words.span.left, { span: span(Math.abs(left)) });
    const label = chip.querySelector('span');
    if (label && label.textContent !== text) label.textContent = text;
    if (!chip.classList.contains(state)) {
      chip.classList.remove('over', 'soon', 'calm');
      chip.classList.add(state);
      const use = chip.querySelector('use');
      if (use) use.setAttribute('href', use.getAttribute('href').replace(/#.*/, state === 'over' ? '#alarm' : '#schedule'));
    }
  }
}

export function keepRemainingCurrent() {
  if (!words.span) return;
  setInterval(refresh, 15000);
  document.addEventListener('visibilitychange', () => document.hidden || refresh());
  document.addEventListener('htmx:afterSwap', refresh);
}
