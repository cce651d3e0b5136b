// The inbox: the task opens beside the list, and the list stays live without a row ever moving under the pointer or the cursor.
const list = document.querySelector('[data-worklist]');
const pane = document.getElementById('task');
const wide = matchMedia('(min-width: 1001px)');
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const draftOf = (key) => `carelane:draft:${document.body.dataset.user || ''}:${key}`;

// ---- the task beside the list -----------------------------------------------------------------------------------------
let shown = pane?.querySelector('[data-task]')?.dataset.task || '';
let waiting;

function mark(id) {
  for (const row of list.querySelectorAll('[data-row]')) {
    if (row.id === `row-${id}`) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  }
}

async function openBeside(row, { focus = false } = {}) {
  const id = row.id.replace('row-', '');
  clearTimeout(waiting);
  if (id !== shown) {
    shown = id;
    mark(id);
    await window.htmx.ajax('GET', `${row.href}?in=inbox`, { target: '#task', swap: 'innerHTML' });
    if (id !== shown) return; // another one was chosen meanwhile
    const here = new URL(location.href);
    here.searchParams.set('task', id);
    history.replaceState(null, '', here);
    document.querySelector('.work')?.classList.add('has-task');
  }
  if (focus) pane.querySelector('[data-task-title]')?.focus();
}

if (list) {
  let byKeyboard = false;
  document.addEventListener('keydown', (event) => { byKeyboard = ['j', 'k', 'ArrowDown', 'ArrowUp', 'Tab'].includes(event.key); }, true);
  document.addEventListener('pointerdown', () => { byKeyboard = false; }, true);
  list.addEventListener('click', (event) => {
    const row = event.target.closest('[data-row]');
    if (!row || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    openBeside(row, { focus: event.detail === 0 }); // 0: Enter, not a mouse
  });
  // Reading follows the cursor, as in a mail program.
  list.addEventListener('focusin', (event) => {
    const row = event.target.closest('[data-row]');
    if (!row || !byKeyboard || !wide.matches) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => openBeside(row), 180);
  });
  // The most urgent task is open already, as the first letter is in a mail program.
  if (!shown && wide.matches && !pane.querySelector('[data-gone]')) {
    const first = list.querySelector('[data-row]');
    if (first) openBeside(first);
  }
}

// "Back" on a phone: a page of the inbox shows its list again, without asking the server.
document.addEventListener('click', (event) => {
  const back = event.target.closest('[data-back]');
  if (!back || !list) return;
  event.preventDefault();
  document.querySelector('.work').classList.remove('has-task');
  const here = new URL(location.href);
  here.searchParams.delete('task');
  history.replaceState(null, '', here);
});

// Two answers may overtake each other: only the task that was chosen last is shown.
document.addEventListener('htmx:beforeSwap', (event) => {
  const { xhr, target } = event.detail;
  const id = xhr.responseURL.match(/\/work\/([0-9a-f-]{36})\//)?.[1];
  if (target?.id === 'task' && id && id !== shown) event.detail.shouldSwap = false;
});

// A refused claim answers with the task as it stands now: show that instead of a bare sentence.
document.addEventListener('htmx:beforeSwap', (event) => {
  const { xhr, target } = event.detail;
  const isPage = (xhr.getResponseHeader('Content-Type') || '').startsWith('text/html');
  if (target?.id === 'task' && isPage && [403, 409].includes(xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// ---- what was typed into a task that somebody else has ended ---------------------------------------------------------
function showKeptDraft(root) {
  for (const place of root.querySelectorAll('[data-kept-draft]:not([data-shown])')) {
    place.dataset.shown = '';
    const key = draftOf(place.dataset.keptDraft);
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(key)); } catch { kept = null; }
    const values = Object.entries(kept?.values || {}).filter(([, value]) => value !== '' && value !== null && value !== false);
    if (!values.length) continue;
    if (!drawAsForm(place, kept.values)) listPlainly(place, values);
    place.hidden = false;
    place.querySelector('[data-forget]').addEventListener('click', () => {
      try { localStorage.removeItem(key); } catch { /* storage off */ }
      place.hidden = true;
    });
  }
}

// In the form in which it was typed, beside what was recorded instead.
function drawAsForm(place, values) {
  const recorded = document.getElementById(document.querySelector('[data-own-form]')?.dataset.ownForm || '');
  if (!recorded) return false;
  const content = document.createElement('script');
  content.type = 'application/json';
  content.id = 'kept-document';
  content.textContent = JSON.stringify({ schema: JSON.parse(recorded.textContent, withoutDefaults).schema, data: values });
  const view = document.createElement('div');
  view.dataset.formView = content.id;
  place.append(content, view);
  tell('htmx:load', { elt: place });
  return true;
}

// The recorded answers stand in the schema as defaults: they are not what was typed.
const withoutDefaults = (name, value) => (name === 'defaultValue' ? undefined : value);

function listPlainly(place, values) {
  const facts = document.createElement('dl');
  facts.className = 'facts';
  for (const [name, value] of values) {
    const term = document.createElement('dt');
    const text = document.createElement('dd');
    term.textContent = name.replaceAll('_', ' ');
    text.textContent = typeof value === 'object' ? JSON.stringify(value) : String(value);
    facts.append(term, text);
  }
  place.append(facts);
}
showKeptDraft(document);
document.addEventListener('htmx:load', (event) => showKeptDraft(event.detail.elt));

// ---- the live list ----------------------------------------------------------------------------------------------------
const key = (element) => element.id || `group:${element.dataset.group || element.className}`;
let arriving = null; // a newer list that waits until nobody points at this one

async function ask() {
  if (!list || document.hidden) return;
  const here = new URL(list.dataset.worklist, location.href);
  const page = new URL(location.href).searchParams.get('page');
  if (page) here.searchParams.set('page', page);
  if (shown) here.searchParams.set('task', shown);
  let response;
  try {
    response = await fetch(here, { headers: { Accept: 'text/html', 'X-Requested-With': 'fetch' }, credentials: 'same-origin', redirect: 'manual' });
  } catch {
    tell('htmx:sendError', {});
    return;
  }
  if (!response.ok) return;
  tell('htmx:afterRequest', { successful: true });
  const text = await response.text();
  const fresh = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-rows]');
  if (fresh) take(fresh);
}

function take(fresh) {
  showCounts(fresh.dataset.counts);
  const current = list.querySelector('[data-rows]');
  const before = rowsOf(current), after = rowsOf(fresh);
  const added = [...after.keys()].filter((id) => !before.has(id));
  // Rows that stay change in place; rows that went away fade, and leave only when nobody points at the list.
  for (const [id, row] of before) {
    const newer = after.get(id);
    row.classList.toggle('gone', !newer);
    if (newer && !same(row, newer)) row.innerHTML = newer.innerHTML;
  }
  arriving = fresh;
  if (busy()) showArrivals(added.length);
  else settle();
}

function settle() {
  if (!arriving) return;
  const current = list.querySelector('[data-rows]');
  const order = [...arriving.children].map(key).join();
  if ([...current.children].map(key).join() !== order) {
    const scroll = list.scrollTop;
    current.replaceWith(arriving);
    window.htmx?.process(arriving);
    list.scrollTop = scroll;
    if (shown) mark(shown);
  }
  arriving = null;
  showArrivals(0);
}

const rowsOf = (root) => new Map([...root.querySelectorAll('[data-row]')].map((row) => [row.id, row]));
// The remaining time is kept current on this side: it alone is no change.
const bare = (row) => {
  const copy = row.cloneNode(true);
  for (const time of copy.querySelectorAll('time[data-remaining]')) time.replaceWith(time.dateTime);
  return copy.innerHTML;
};
const same = (one, other) => bare(one) === bare(other);
const busy = () => list.matches(':hover') || list.contains(document.activeElement);

function showArrivals(count) {
  const button = list.querySelector('[data-new-rows]');
  button.hidden = !count;
  const label = button.querySelector('span');
  label.textContent = `${label.dataset.text} (${count})`;
}

function showCounts(text) {
  for (const pair of (text || '').trim().split(/\s+/)) {
    const [name, count] = pair.split('=');
    for (const place of document.querySelectorAll(`[data-count="${name}"]`)) {
      if (place.textContent !== count) place.textContent = count;
      if (name === 'overdue') place.classList.toggle('hot', count !== '0');
    }
  }
}

if (list) {
  setInterval(ask, Number(list.dataset.seconds) * 1000);
  document.addEventListener('visibilitychange', ask);
  document.addEventListener('carelane:work-changed', ask);
  list.querySelector('[data-new-rows]').addEventListener('click', settle);
  list.addEventListener('pointerleave', () => { if (!list.contains(document.activeElement)) settle(); });
  list.addEventListener('focusout', () => setTimeout(() => { if (!busy()) settle(); }, 0));
}
