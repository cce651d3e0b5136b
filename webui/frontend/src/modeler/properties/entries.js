import { TextAreaEntry, TextFieldEntry, isTextAreaEntryEdited, isTextFieldEntryEdited } from '@bpmn-io/properties-panel';
import { useService } from 'bpmn-js-properties-panel';

const own = (element) => element.businessObject;
const LONG = new Set(['instructionZh']);

// One `carelane:` attribute as a text field; its label and example are found in words.js.
export function attribute(name, holder = own) {
  return {
    id: `carelane-${name}`,
    component: (props) => Attribute({ ...props, name, holder }),
    isEdited: LONG.has(name) ? isTextAreaEntryEdited : isTextFieldEntryEdited,
  };
}

function Attribute({ element, id, name, holder }) {
  const modeling = useService('modeling');
  const translate = useService('translate');
  const debounce = useService('debounceInput');
  const target = holder(element);
  const Entry = LONG.has(name) ? TextAreaEntry : TextFieldEntry;
  return Entry({
    element, id, debounce,
    label: translate(`carelane:${name}`),
    description: example(translate, `carelane:${name}:example`),
    getValue: () => target.get(`carelane:${name}`) || '',
    setValue: (value) => modeling.updateModdleProperties(element, target, { [`carelane:${name}`]: value || undefined }),
  });
}

function example(translate, key) {
  const text = translate(key);
  return text === key ? '' : text;
}

// A FEEL condition of a sequence flow.
export const conditionEntry = () => expression('Condition', 'conditionExpression', own);

// A FEEL expression that stands in an element of its own, such as <completionCondition> of a loop.
export function expression(label, property, holder) {
  return { id: `carelane-${property}`, component: (props) => Expression({ ...props, label, property, holder }), isEdited: isTextAreaEntryEdited };
}

function Expression({ element, id, label, property, holder }) {
  const modeling = useService('modeling');
  const translate = useService('translate');
  const debounce = useService('debounceInput');
  const factory = useService('bpmnFactory');
  const target = holder(element);
  return TextAreaEntry({
    element, id, debounce, monospace: true,
    label: translate(label),
    description: example(translate, `${label}:example`),
    getValue: () => target.get(property)?.body || '',
    setValue: (value) => {
      const written = value ? factory.create('bpmn:FormalExpression', { body: value }) : undefined;
      if (written) written.$parent = target;
      modeling.updateModdleProperties(element, target, { [property]: written });
    },
  });
}

export function scriptEntry() {
  return { id: 'carelane-script', component: Script, isEdited: isTextAreaEntryEdited };
}

function Script({ element, id }) {
  const modeling = useService('modeling');
  const translate = useService('translate');
  const debounce = useService('debounceInput');
  return TextAreaEntry({
    element, id, debounce, monospace: true,
    label: translate('Expression'),
    description: translate('Expression:example'),
    getValue: () => element.businessObject.script || '',
    setValue: (value) => modeling.updateProperties(element, { script: value || undefined }),
  });
}
