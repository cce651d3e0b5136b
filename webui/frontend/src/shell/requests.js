// Requests of htmx and of our own scripts: the CSRF token goes along, a refusal is shown as its sentence.
import { notice } from './notices.js';
import { words } from './words.js';

// The cookie's token first: it is the one that counts after signing in again in another tab.
export function csrfToken() {
  const cookie = document.cookie.split('; ').find((one) => one.startsWith('csrftoken='));
  return cookie?.slice('csrftoken='.length) || document.querySelector('input[name="csrfmiddlewaretoken"]')?.value || '';
}

export function sendCsrfToken() {
  document.addEventListener('htmx:configRequest', (event) => {
    if (event.detail.verb !== 'get') event.detail.headers['X-CSRFToken'] = csrfToken();
  });
}

export function showFailures() {
  document.addEventListener('htmx:responseError', (event) => {
    const { xhr } = event.detail;
    if (xhr.status === 422 && !isProblem(xhr.getResponseHeader('Content-Type'))) return;
    notice('error', detailOf(xhr.responseText) || words.failed);
  });
  // The server answers 422 with the same fragment, its errors at the fields: that is to be shown, not swallowed.
  document.addEventListener('htmx:beforeSwap', (event) => {
    const { xhr } = event.detail;
    if (xhr.status === 422 && !isProblem(xhr.getResponseHeader('Content-Type'))) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
}

// Sends JSON; gives { ok, status, body }. Throws only when there is no connection.
export const send = (url, body, method = 'POST') => request(url, method, JSON.stringify(body), { 'Content-Type': 'application/json' });

// The same with FormData (files, hidden fields).
export function sendForm(url, body) {
  body.set('csrfmiddlewaretoken', csrfToken());
  return request(url, 'POST', body, {});
}

async function request(url, method, body, headers) {
  const response = await fetch(url, {
    method, body, credentials: 'same-origin',
    headers: { ...headers, Accept: 'application/json, application/problem+json', 'X-CSRFToken': csrfToken() },
  });
  const text = await response.text();
  let parsed = null;
  try { parsed = text ? JSON.parse(text) : null; } catch { parsed = null; }
  // Only an answer in our own shape counts as done: a sign-in page that a proxy put in its place does not.
  return { ok: response.ok && parsed !== null, status: response.status, body: parsed };
}

function isProblem(type) { return (type || '').includes('problem+json'); }

function detailOf(text) {
  try { return JSON.parse(text).detail; } catch { return ''; }
}
