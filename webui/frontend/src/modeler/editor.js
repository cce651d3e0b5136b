import Modeler from 'bpmn-js/lib/Modeler.js';
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule } from 'bpmn-js-properties-panel';
import { dropDraft, readDraft, saveDraft, timeOf } from '../shell/drafts.js';
import { notice } from '../shell/notices.js';
import { send } from '../shell/requests.js';
import { fill, words } from '../shell/words.js';
import { colours, textStyle } from '../viewer/colours.js';
import { addZoom, fit } from '../viewer/zoom.js';
import carelane from './carelane.json';
import { ChineseNamesModule } from './names.js';
import { showProblems } from './problems.js';
import { CarelanePropertiesModule } from './properties/provider.js';
import { say, TranslateModule } from './translate.js';
import { isDrawn, offerLayout, sayUnreadable } from './undrawn.js';

export async function openModeler(element, content) {
  const state = { ...content, dirty: false };
  const kept = readDraft(state.draftKey);
  const xml = kept?.values?.revision === state.revision ? kept.values.xml : state.xml;
  if (isDrawn(xml)) return draw(element, state, xml, kept);
  return offerLayout(element, state, xml, async (drawn, leftOut) => {
    const modeler = await draw(element, state, drawn);
    if (!modeler) return;
    state.dirty = true;
    tell(say('changed'));
    said(notice('', say(leftOut ? 'laidOutWithout' : 'laidOut', { count: leftOut })));
  });
}

async function draw(element, state, xml, kept) {
  const canvas = element.querySelector('[data-canvas]');
  const modeler = new Modeler({
    container: canvas,
    propertiesPanel: { parent: element.querySelector('[data-properties]') },
    bpmnRenderer: colours(),
    textRenderer: textStyle(),
    moddleExtensions: { carelane },
    additionalModules: [BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CarelanePropertiesModule, TranslateModule, ChineseNamesModule],
  });
  try {
    await modeler.importXML(xml);
  } catch (error) {
    modeler.destroy();
    sayUnreadable(element, state, error.message);
    return null;
  }
  if (kept && xml !== state.xml) tellRestored(modeler, state, kept);
  fit(modeler.get('canvas'), { around: besidePalette(canvas) });
  addZoom(canvas, modeler, () => besidePalette(canvas));
  const list = element.querySelector('[data-problems]');
  const shown = () => showProblems(list, modeler, state.findings, state.file);
  shown();
  watchChanges(modeler, state, shown);
  wireButtons(modeler, state, shown);
  element.carelaneModeler = modeler;
  return modeler;
}

// What the palette covers of the canvas: a column at its left, on a phone a row on top.
function besidePalette(canvas) {
  const palette = canvas.querySelector('.djs-palette')?.getBoundingClientRect();
  if (!palette) return {};
  const ground = canvas.getBoundingClientRect();
  return palette.width > palette.height ? { top: palette.bottom - ground.top } : { left: palette.right - ground.left };
}

function tellRestored(modeler, state, kept) {
  state.dirty = true;
  notice('', fill(words.draftRestored, { time: timeOf(kept.at) }), {
    label: words.discard,
    run: async () => { dropDraft(state.draftKey); await modeler.importXML(state.xml); state.dirty = false; },
  });
}

// After each change: keep it in this browser, and ask the server's own checks what they say.
function watchChanges(modeler, state, shown) {
  let waiting;
  let latest = 0;
  const check = async () => {
    const turn = ++latest;
    const { xml } = await modeler.saveXML({ format: true });
    if (state.dirty) saveDraft(state.draftKey, { revision: state.revision, xml });
    try {
      const answer = await send(state.checkUrl, { file: state.file, xml });
      if (answer.status === 401) tellSignedOut(state);
      if (turn !== latest || !answer.ok) return;
      state.findings = answer.body.findings;
      shown();
    } catch { /* offline: the shell says so, the draft is kept */ }
  };
  modeler.on('commandStack.changed', () => {
    state.dirty = true;
    tell(say('changed'));
    clearTimeout(waiting);
    waiting = setTimeout(check, 900);
  });
  window.addEventListener('beforeunload', (event) => { if (state.dirty) event.preventDefault(); });
}

function wireButtons(modeler, state, shown) {
  const on = (name, run) => document.querySelector(`[data-${name}]`)?.addEventListener('click', run);
  on('undo', () => modeler.get('commandStack').undo());
  on('redo', () => modeler.get('commandStack').redo());
  on('save-draft', (event) => save(event.currentTarget, modeler, state, shown));
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') {
      event.preventDefault();
      document.querySelector('[data-save-draft]')?.click();
    }
  });
}

async function save(button, modeler, state, shown) {
  button.disabled = true;
  try {
    const { xml } = await modeler.saveXML({ format: true });
    if (state.dirty) saveDraft(state.draftKey, { revision: state.revision, xml });
    const answer = await send(state.saveUrl, { file: state.file, xml, revision: state.revision });
    if (answer.ok) saved(state, xml, answer.body, shown);
    else if (answer.status === 401) tellSignedOut(state, { isSaving: true });
    else {
      said(notice('error', answer.body?.detail || words.failed));
      if (answer.body?.findings) { state.findings = answer.body.findings; shown(); }
    }
  } catch {
    said(notice('warning', words.offline));
  }
  button.disabled = false;
}

function saved(state, xml, answer, shown) {
  dropDraft(state.draftKey);
  Object.assign(state, answer, { xml, dirty: false, isSignedOut: false });
  tell(say('savedAt', { time: timeOf(Date.now()) }));
  said(notice('success', `${answer.sentence} ${answer.changed}`));
  history.replaceState(null, '', answer.editUrl);
  for (const link of document.querySelectorAll('[data-detail-link]')) link.href = answer.detailUrl;
  for (const place of document.querySelectorAll('[data-revision]')) place.textContent = answer.revision;
  shown();
}

// The last answer to saving alone stands on top: older ones would contradict it.
let lastSaid = null;
function said(box) {
  lastSaid?.remove();
  lastSaid = box;
}

// The drawing stays here and in this browser; signing in goes on in another tab, so that nothing of it is lost.
function tellSignedOut(state, { isSaving = false } = {}) {
  if (state.isSignedOut && !isSaving) return;
  state.isSignedOut = true;
  tell(say('changed'));
  said(notice('warning', say('signedOut'), { label: say('Sign in in a new tab'), run: () => window.open(state.signInUrl, '_blank', 'noopener') }));
}

function tell(text) {
  for (const place of document.querySelectorAll('[data-save-state]')) place.textContent = text;
}
