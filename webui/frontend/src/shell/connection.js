// A lost connection says so and recovers.
import { notice } from './notices.js';
import { words } from './words.js';

export function watchConnection() {
  const bar = document.querySelector('[data-offline]');
  if (!bar) return;
  const lost = () => {
    bar.querySelector('span').textContent = words.offline;
    bar.hidden = false;
  };
  const back = () => {
    if (bar.hidden) return;
    bar.hidden = true;
    const told = notice('success', words.online);
    setTimeout(() => told?.remove(), 6000);
  };
  window.addEventListener('offline', lost);
  window.addEventListener('online', back);
  document.addEventListener('htmx:sendError', lost);
  document.addEventListener('htmx:afterRequest', (event) => event.detail.successful && back());
  if (!navigator.onLine) lost();
}
