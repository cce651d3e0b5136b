// Number fields take what a hand or a clipboard brings: full-width digits are read, anything else is refused in words.
// form-js would show "NaN" and send nothing.
import { notice } from '../shell/notices.js';
import { say } from './messages.js';

const plain = (text) => text.normalize('NFKC').replace(/\s/g, '');
const isNumber = (text) => ['', '-'].includes(text) || !Number.isNaN(Number(text.replaceAll(',', '.')));

// Answers which fields refused a text since the form was last sent: {field id: sentence}. Asking forgets them.
export function readNumbers(element, viewer) {
  let refused = {};
  element.addEventListener('input', (event) => {
    const input = event.target;
    if (event.isComposing || !input.matches?.('.fjs-form-field-number input')) return;
    const field = viewer.get('formFieldRegistry').getAll().find(({ id }) => input.id.endsWith(`-${id}`));
    const text = plain(input.value);
    if (isNumber(text)) {
      if (text !== input.value) input.value = text;
      if (field) delete refused[field.id];
      return;
    }
    event.stopImmediatePropagation();
    const sentence = say('notANumber', { text: input.value.slice(0, 40) });
    const value = field && viewer._getSubmitData()[field.key];
    input.value = value ?? '';
    if (!field) { notice('warning', sentence); return; }
    refused[field.id] = sentence;
    viewer._setState({ errors: { ...viewer._getState().errors, [field.id]: [sentence] } });
  }, true);
  return () => {
    const told = refused;
    refused = {};
    return told;
  };
}
