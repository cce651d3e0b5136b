// Keyboard: / search, j k Enter in lists, data-key buttons, g w home, Ctrl+Enter sends, ? the list of keys.
let pending = '';

export function listenForKeys() {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      // form-js draws a form of its own inside the page's form: the outer one is sent.
      const form = event.target.closest?.('form[data-main], form:not(.fjs-form)') || document.querySelector('form[data-main]');
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return;
    if (act(event.key)) event.preventDefault();
  });
  for (const button of document.querySelectorAll('[data-show-keys]')) button.addEventListener('click', showKeys);
}

function act(key) {
  if (pending === 'g') {
    pending = '';
    if (key === 'w') { location.assign('/'); return true; }
  }
  if (key === 'g') { pending = 'g'; return true; }
  if (key === '/') return focus(document.querySelector('[data-search]'));
  if (key === '?') { showKeys(); return true; }
  if (key === 'j' || key === 'k') return move(key === 'j' ? 1 : -1);
  const target = [...document.querySelectorAll('[data-key]')].find((one) => one.dataset.key === key && one.offsetParent);
  if (target) target.click();
  return Boolean(target);
}

function move(step) {
  const rows = [...document.querySelectorAll('[data-list] [data-row]')].filter((row) => row.offsetParent);
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const current = at >= 0 ? at : rows.findIndex((row) => row.matches('[aria-current], .on'));
  const next = rows[Math.min(rows.length - 1, Math.max(0, current + step))];
  return focus(next.matches('a, button, [tabindex]') ? next : next.querySelector('a, button') || next);
}

function focus(element) {
  if (!element) return false;
  element.focus();
  element.scrollIntoView({ block: 'nearest' });
  return true;
}

function showKeys() { document.getElementById('keys')?.showModal(); }

function isTyping(element) {
  return element?.closest?.('input, textarea, select, [contenteditable]:not([contenteditable="false"]), .djs-container, .bio-properties-panel');
}
