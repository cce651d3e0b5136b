// Typing is never lost: a form with data-draft="key" keeps its fields in this browser until it was sent.
// Keyed by person as well, and gone after a week: a ward's machine is shared.
import { notice } from './notices.js';
import { fill, words } from './words.js';

const WEEK = 7 * 24 * 3600 * 1000;
const prefix = () => `carelane:draft:${document.body.dataset.user || ''}:`;

export function readDraft(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(prefix() + key));
    return kept && Date.now() - kept.at < WEEK ? kept : null;
  } catch { return null; }
}

export function saveDraft(key, values) {
  try { localStorage.setItem(prefix() + key, JSON.stringify({ at: Date.now(), values })); } catch { /* storage full or off */ }
}

export function dropDraft(key) {
  try { localStorage.removeItem(prefix() + key); } catch { /* storage off */ }
}

export function timeOf(at) {
  return new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', hour12: false });
}

export function keepDrafts(root = document) {
  dropOld();
  for (const form of root.querySelectorAll('form[data-draft]')) keep(form);
}

function keep(form) {
  const key = form.dataset.draft;
  const kept = readDraft(key);
  if (kept && restore(form, kept.values)) {
    notice('', fill(words.draftRestored, { time: timeOf(kept.at) }), {
      label: words.discard,
      run: () => { dropDraft(key); form.reset(); },
    });
  }
  form.addEventListener('input', savingSoon(form, key, () => valuesOf(form)));
}

// Answers what to call after each change: a moment after the last one, and at once where the page is left, the draft is saved.
export function savingSoon(form, key, values) {
  let waiting;
  const save = () => {
    if (!waiting) return;
    clearTimeout(waiting);
    waiting = undefined;
    if (form.dataset.sent) return;
    saveDraft(key, values());
    const hint = form.querySelector('[data-draft-hint]');
    if (hint) hint.textContent = fill(words.draftSaved, { time: timeOf(Date.now()) });
  };
  // A phone may never say more than "hidden"; a page kept for the way back says "pagehide".
  document.addEventListener('visibilitychange', () => document.hidden && save());
  window.addEventListener('pagehide', save);
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 400);
  };
}

// The page that the server shows after a successful send names the drafts that are done with.
function dropOld() {
  for (const done of document.querySelectorAll('[data-draft-done]')) dropDraft(done.dataset.draftDone);
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith('carelane:draft:')) continue;
      const kept = JSON.parse(localStorage.getItem(name));
      if (!kept || Date.now() - kept.at > WEEK) localStorage.removeItem(name);
    }
  } catch { /* storage off */ }
}

function kinds(field) {
  return field.name && !['hidden', 'password', 'file', 'submit', 'button'].includes(field.type) && field.name !== 'csrfmiddlewaretoken';
}

function valuesOf(form) {
  return [...form.elements].filter(kinds).map((field) => [field.name, field.type, ['checkbox', 'radio'].includes(field.type) ? [field.value, field.checked] : field.value]);
}

function restore(form, values) {
  let changed = false;
  const fields = [...form.elements].filter(kinds);
  for (const [name, type, value] of Array.isArray(values) ? values : []) {
    for (const field of fields.filter((candidate) => candidate.name === name && candidate.type === type)) {
      if (['checkbox', 'radio'].includes(type)) {
        if (field.value === value[0] && field.checked !== value[1]) { field.checked = value[1]; changed = true; }
      } else if (field.value !== value) { field.value = value; changed = true; }
    }
  }
  return changed;
}
