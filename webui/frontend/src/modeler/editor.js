import Modeler from 'bpmn-js/lib/Modeler.js';
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule } from 'bpmn-js-properties-panel';
import { dropDraft, readDraft, saveDraft, timeOf } from '../shell/drafts.js';
import { notice } from '../shell/notices.js';
import { send } from '../shell/requests.js';
import { fill, words } from '../shell/words.js';
import { colours, textStyle } from '../viewer/colours.js';
import { addZoom, fit } from '../viewer/zoom.js';
import carelane from './carelane.json';
import { showProblems } from './problems.js';
import { CarelanePropertiesModule } from './properties/provider.js';
import { say, TranslateModule } from './translate.js';

export async function openModeler(element, content) {
  const modeler = new Modeler({
    container: element.querySelector('[data-canvas]'),
    propertiesPanel: { parent: element.querySelector('[data-properties]') },
    bpmnRenderer: colours(),
    textRenderer: textStyle(),
    moddleExtensions: { carelane },
    additionalModules: [BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CarelanePropertiesModule, TranslateModule],
  });
  const state = { ...content, dirty: false };
  const kept = readDraft(state.draftKey);
  const xml = kept?.values?.revision === state.revision ? kept.values.xml : state.xml;
  try {
    await modeler.importXML(xml);
  } catch (error) {
    notice('error', `${say('unreadable')} ${error.message}`);
    return;
  }
  if (xml !== state.xml) tellRestored(modeler, state, kept);
  fit(modeler.get('canvas'));
  addZoom(element.querySelector('[data-canvas]'), modeler);
  const list = element.querySelector('[data-problems]');
  const shown = () => showProblems(list, modeler, state.findings, state.file);
  shown();
  watchChanges(modeler, state, shown);
  wireButtons(modeler, state, shown);
  element.carelaneModeler = modeler;
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
    const answer = await send(state.saveUrl, { file: state.file, xml, revision: state.revision });
    if (answer.ok) {
      dropDraft(state.draftKey);
      Object.assign(state, answer.body, { xml, dirty: false });
      tell(answer.body.sentence);
      history.replaceState(null, '', answer.body.editUrl);
      for (const link of document.querySelectorAll('[data-detail-link]')) link.href = answer.body.detailUrl;
      for (const place of document.querySelectorAll('[data-revision]')) place.textContent = answer.body.revision;
      shown();
    } else {
      notice('error', answer.body?.detail || words.failed);
      if (answer.body?.findings) { state.findings = answer.body.findings; shown(); }
    }
  } catch {
    notice('warning', words.offline);
  }
  button.disabled = false;
}

function tell(text) {
  for (const place of document.querySelectorAll('[data-save-state]')) place.textContent = text;
}
