// Words of the editor: bpmn-js' own catalogue, and ours for what it leaves in English.
import bpmnChinese from 'bpmn-js-i18n/translations/zn.js';
import { CHINESE, ENGLISH } from './words.js';

const chinese = document.documentElement.lang.startsWith('zh');

export function say(text, values = {}) {
  const sentence = (chinese ? inChinese(text) : ENGLISH[text]) || text;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

// The panel's heading says "User Task" where the catalogue says "User task".
function inChinese(text) {
  const plain = text.slice(0, 1) + text.slice(1).toLowerCase();
  return CHINESE[text] || bpmnChinese[text] || CHINESE[plain] || bpmnChinese[plain];
}

export const TranslateModule = { translate: ['value', say] };
