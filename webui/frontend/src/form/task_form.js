import { Form } from '@bpmn-io/form-js-viewer';
import { dropDraft, readDraft, saveDraft, savingSoon, timeOf } from '../shell/drafts.js';
import { notice } from '../shell/notices.js';
import { sendForm } from '../shell/requests.js';
import { fill, words } from '../shell/words.js';
import { labelOf, showSummary } from './errors.js';
import { MessagesModule, say } from './messages.js';
import { readNumbers } from './numbers.js';
import { nameZone } from './zone.js';

const opened = new WeakSet();

const documentOf = (id) => JSON.parse(document.getElementById(id).textContent);

export async function openView(element) {
  if (opened.has(element)) return;
  opened.add(element);
  const { schema, zone, data } = documentOf(element.dataset.formView);
  nameZone(schema.components, zone);
  const viewer = new Form({ container: element, properties: { readOnly: true } });
  await viewer.importSchema(withoutButtons(schema), data || {});
}

export async function openForm(element) {
  if (opened.has(element)) return;
  opened.add(element);
  const { schema, zone, data = {}, known = [], errors = {} } = documentOf(element.dataset.formJs);
  const draftKey = element.dataset.formDraft;
  const kept = draftKey && readDraft(draftKey);
  const viewer = new Form({ container: element.querySelector('[data-form-host]'), debounce: false, additionalModules: [MessagesModule] });
  nameZone(schema.components, zone);
  await viewer.importSchema(withoutButtons(schema), { ...data, ...(kept?.values || {}) });
  // An answer typed by the person stays theirs, also out of a draft: only values that the process brought are marked.
  const typed = Object.keys(kept?.values || {}).filter((key) => JSON.stringify(kept.values[key]) !== JSON.stringify(data[key]));
  const markAll = markKnown(element, viewer, known, typed);
  if (Object.keys(errors).length) showServerErrors(element, viewer, errors);
  if (kept) {
    notice('', fill(words.draftRestored, { time: timeOf(kept.at) }), {
      label: words.discard,
      run: () => { dropDraft(draftKey); viewer.importSchema(withoutButtons(schema), data).then(markAll); },
    });
  }
  const refusedNumbers = readNumbers(element, viewer);
  if (draftKey) keepDraft(element, viewer, draftKey);
  element.addEventListener('submit', (event) => { event.preventDefault(); submit(element, viewer, { draftKey, refusedNumbers, submitter: event.submitter }); });
  element.carelaneForm = viewer;
  element.dispatchEvent(new CustomEvent('carelane:form-ready', { bubbles: true }));
}

// form-js also reports updates while it draws: only what a hand did counts as typing.
function onTyping(element, viewer, run) {
  let touched = false;
  for (const kind of ['input', 'change', 'click', 'keydown']) element.addEventListener(kind, (event) => { touched ||= event.isTrusted; }, true);
  viewer.on('field.updated', (update) => { if (touched) run(update); });
}

function keepDraft(element, viewer, key) {
  onTyping(element, viewer, savingSoon(element, key, () => viewer._getSubmitData()));
}

async function submit(element, viewer, { draftKey, refusedNumbers, submitter }) {
  const { data, errors: found } = viewer.submit();
  const errors = { ...Object.fromEntries(Object.entries(refusedNumbers()).map(([id, text]) => [id, [text]])), ...found };
  if (Object.keys(errors).length) {
    viewer._setState({ errors });
    showSummary(element, viewer, Object.keys(errors).map((id) => ({ id, text: flat(errors[id])[0] })));
    return;
  }
  showSummary(element, viewer, []);
  const body = new FormData(element, submitter);
  body.set('form_data', JSON.stringify(data));
  const buttons = [...element.querySelectorAll('button')];
  for (const button of buttons) button.disabled = true;
  try {
    const answer = await sendForm(submitter?.getAttribute('formaction') || element.action, body);
    if (answer.ok) {
      element.dataset.sent = 'yes';
      if (draftKey) dropDraft(draftKey);
      location.assign(answer.body?.next || location.href);
      return;
    }
    if (answer.status === 422 && answer.body?.fields) showServerErrors(element, viewer, answer.body.fields);
    else refuse(answer);
  } catch {
    // no connection: everything typed is still here and in the draft
    if (draftKey) saveDraft(draftKey, data);
    notice('warning', words.offline);
  }
  for (const button of buttons) button.disabled = false;
}

function refuse(answer) {
  const text = answer.body?.detail || words.failed;
  const box = notice('error', text, answer.status === 409 ? { label: say('reload'), run: () => location.reload() } : undefined);
  box?.scrollIntoView({ block: 'nearest' });
}

// The server names fields by key or path ("vitals.pulse", "drugs[1].dose"); form-js by id and row.
function showServerErrors(element, viewer, fields) {
  const instances = viewer.get('formFieldInstanceRegistry').getAllKeyed();
  const state = {};
  const listed = [];
  for (const [path, texts] of Object.entries(fields)) {
    const wanted = path.replace(/\[(\d+)\]/g, '.$1');
    const found = instances.find((one) => one.valuePath.join('.') === wanted) || instances.find((one) => one.valuePath.at(-1) === path);
    if (found) {
      const rows = Object.values(found.indexes || {});
      if (rows.length) {
        let place = (state[found.id] ||= {});
        for (const row of rows.slice(0, -1)) place = place[row] ||= {};
        place[rows.at(-1)] = texts;
      } else state[found.id] = texts;
    }
    for (const text of texts) listed.push({ id: found?.id, text: found ? `${labelOf(viewer, found.id)}: ${text}` : text });
  }
  viewer._setState({ errors: state });
  showSummary(element, viewer, listed, true);
}

// A value that the process brought is marked until the person changes it. Answers how to begin again, with nothing typed.
function markKnown(element, viewer, known, typed) {
  const brought = (except) => new Set(viewer.get('formFieldRegistry').getAll()
    .filter(({ key, readonly }) => readonly !== true && known.includes(key) && !except.includes(key)).map((field) => field.id));
  let unchanged = brought(typed);
  const mark = () => {
    for (const { id } of viewer.get('formFieldRegistry').getAll()) {
      const place = element.querySelector(`[id$="-${CSS.escape(id)}"], [id*="-${CSS.escape(id)}-"]`)?.closest('.fjs-form-field');
      if (unchanged.has(id)) place?.setAttribute('data-known', say('known'));
      else place?.removeAttribute('data-known');
    }
  };
  const markSoon = () => { for (const delay of [0, 120, 600]) setTimeout(mark, delay); };
  onTyping(element, viewer, ({ fieldInstance }) => { if (unchanged.delete(fieldInstance.id)) mark(); });
  if (unchanged.size) markSoon();
  return () => { unchanged = brought([]); markSoon(); };
}

// The page has its own primary button, named by its act.
function withoutButtons(schema) {
  return { ...schema, components: (schema.components || []).filter((component) => component.type !== 'button') };
}

const flat = (errors) => (Array.isArray(errors) ? errors : Object.values(errors || {})).flat(9);
