// Data in and out: <carelane:ioMapping> as two lists of "value → name".
import { ListGroup, TextFieldEntry } from '@bpmn-io/properties-panel';
import { is, isAny } from 'bpmn-js/lib/util/ModelUtil';
import { useService } from 'bpmn-js-properties-panel';

const DIRECTIONS = [
  ['inputs', 'carelane:Input', 'Data going in', ['bpmn:UserTask', 'bpmn:ServiceTask', 'bpmn:BusinessRuleTask', 'bpmn:SendTask', 'bpmn:ThrowEvent', 'bpmn:CallActivity']],
  ['outputs', 'carelane:Output', 'Data coming out', ['bpmn:UserTask', 'bpmn:ServiceTask', 'bpmn:BusinessRuleTask', 'bpmn:ReceiveTask', 'bpmn:CatchEvent', 'bpmn:CallActivity']],
];

export function mappingGroups(element, translate) {
  return DIRECTIONS.filter(([, , , types]) => isAny(element, types)).map(([property, type, title]) => ({
    id: `carelane-${property}`,
    label: translate(title),
    component: (props) => Mappings({ ...props, property, type }),
  }));
}

const mappingOf = (element) => element.businessObject.extensionElements?.get('values').find((one) => is(one, 'carelane:IoMapping'));

function Mappings({ element, id, label, property, type }) {
  const modeling = useService('modeling');
  const factory = useService('bpmnFactory');
  const rows = mappingOf(element)?.get(property) || [];
  const write = (next) => writeRows(element, property, next, modeling, factory);
  const items = rows.map((row, index) => ({
    id: `${id}-${index}`,
    label: row.target ? `${row.target} ← ${row.source || ''}` : '—',
    entries: ['target', 'source'].map((name) => ({ id: `${id}-${index}-${name}`, component: (props) => Cell({ ...props, row, name }) })),
    autoFocusEntry: `${id}-${index}-target`,
    remove: (event) => { event.stopPropagation(); write(rows.filter((one) => one !== row)); },
  }));
  const add = (event) => { event.stopPropagation(); write([...rows, factory.create(type, { source: '=', target: '' })]); };
  return ListGroup({ element, id, label, items, add });
}

function Cell({ element, id, row, name }) {
  const modeling = useService('modeling');
  const translate = useService('translate');
  const debounce = useService('debounceInput');
  return TextFieldEntry({
    element, id, debounce,
    label: translate(`mapping:${name}`),
    getValue: () => row[name] || '',
    setValue: (value) => modeling.updateModdleProperties(element, row, { [name]: value || '' }),
  });
}

function writeRows(element, property, rows, modeling, factory) {
  const { businessObject } = element;
  let extension = businessObject.extensionElements;
  let mapping = mappingOf(element);
  if (!extension) {
    extension = factory.create('bpmn:ExtensionElements', { values: [] });
    extension.$parent = businessObject;
  }
  if (mapping) {
    for (const row of rows) row.$parent = mapping;
    modeling.updateModdleProperties(element, mapping, { [property]: rows });
    return;
  }
  mapping = factory.create('carelane:IoMapping', { [property]: rows });
  mapping.$parent = extension;
  for (const row of rows) row.$parent = mapping;
  if (businessObject.extensionElements) {
    modeling.updateModdleProperties(element, extension, { values: [...extension.get('values'), mapping] });
  } else {
    extension.values = [mapping];
    modeling.updateProperties(element, { extensionElements: extension });
  }
}
