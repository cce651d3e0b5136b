// Our part of the properties panel: who does it, until when, with which form, which data goes in and out.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { attribute, conditionEntry, expression, scriptEntry } from './entries.js';
import { mappingGroups } from './mappings.js';
import { tryEntry } from './trying.js';
import { Group } from '@bpmn-io/properties-panel';

const processOf = (element) => (is(element, 'bpmn:Participant') ? element.businessObject.processRef : element.businessObject);

// [group id, title, [attributes]] by element type. A text beginning with "=" is FEEL.
const SETTINGS = [
  ['bpmn:UserTask', 'who', 'Who does it', ['candidateGroups', 'candidateUsers', 'assignee', 'differentFrom', 'expectedAfter']],
  ['bpmn:UserTask', 'when', 'Until when', ['due', 'followUp', 'calendar', 'priority']],
  ['bpmn:UserTask', 'form', 'Form and button', ['formKey', 'action', 'actionZh', 'instructionZh']],
  ['bpmn:ServiceTask', 'service', 'What the system does', ['topic', 'maxAttempts']],
  ['bpmn:BusinessRuleTask', 'decision', 'Which rules decide', ['decision', 'resultVariable']],
  ['bpmn:ScriptTask', 'script', 'What is worked out', ['resultVariable']],
];

class CarelaneProperties {
  constructor(propertiesPanel, translate) {
    this.translate = translate;
    propertiesPanel.registerProvider(400, this);
  }

  getGroups(element) {
    return (groups) => {
      // Settings of other engines mean nothing here.
      const kept = groups.filter((group) => !['compensation', 'multiInstance'].includes(group.id));
      const general = kept.findIndex((group) => group.id === 'general');
      kept.splice(general + 1, 0, ...this.own(element));
      return [...kept, ...mappingGroups(element, this.translate)];
    };
  }

  own(element) {
    const groups = [];
    const add = (id, title, entries) => groups.push({ id: `carelane-${id}`, label: this.translate(title), component: Group, entries, shouldOpen: true });
    if (isNamed(element)) add('name', 'In Chinese', [attribute('nameZh')]);
    for (const [type, id, title, names] of SETTINGS) {
      if (!is(element, type)) continue;
      const entries = names.map((name) => attribute(name));
      add(id, title, id === 'script' ? [scriptEntry(), tryEntry('script', (one) => one.businessObject.script || ''), ...entries] : entries);
    }
    const loop = element.businessObject.loopCharacteristics;
    if (loop?.$type === 'bpmn:MultiInstanceLoopCharacteristics') add('loop', 'Once for each', loopEntries(() => loop));
    const process = processOf(element);
    if (process && is(process, 'bpmn:Process')) {
      add('process', 'Who may start and cancel', ['starterGroups', 'cancelGroups', 'zone', 'startVariables'].map((name) => attribute(name, processOf)));
    }
    if (messageOf(element)) {
      const names = is(element, 'bpmn:ThrowEvent') || is(element, 'bpmn:SendTask') ? ['correlationKey', 'targetOrganisation', 'timeToLive'] : ['correlationKey'];
      add('message', 'Which case, which organisation', names.map((name) => attribute(name)));
    }
    const timer = (element.businessObject.eventDefinitions || []).find((one) => one.$type === 'bpmn:TimerEventDefinition');
    if (timer) add('timer', 'Time zone, calendar and catching up', ['zone', 'calendar', 'catchUp'].map((name) => attribute(name, () => timer)));
    if (is(element, 'bpmn:SequenceFlow') && leavesAChoice(element)) add('condition', 'When it is taken', [conditionEntry(), tryEntry('condition', (one) => one.businessObject.conditionExpression?.body || '')]);
    return groups;
  }
}
CarelaneProperties.$inject = ['propertiesPanel', 'translate'];

// Over a list, or a number of times; what comes out of each may be gathered in a list.
function loopEntries(holder) {
  const settings = ['collection', 'elementVariable', 'outputCollection', 'outputElement'].map((name) => attribute(name, holder));
  return [...settings, expression('How many times', 'loopCardinality', holder), expression('Enough when', 'completionCondition', holder)];
}

const isNamed = (element) => ['bpmn:FlowElement', 'bpmn:Participant', 'bpmn:Lane', 'bpmn:Process'].some((type) => is(element, type));

function messageOf(element) {
  const { eventDefinitions = [] } = element.businessObject;
  return is(element, 'bpmn:SendTask') || is(element, 'bpmn:ReceiveTask') || eventDefinitions.some((one) => one.$type === 'bpmn:MessageEventDefinition');
}

function leavesAChoice(element) {
  const source = element.businessObject.sourceRef;
  return source && ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway', 'bpmn:Activity'].some((type) => is(source, type));
}

export const CarelanePropertiesModule = { __init__: ['carelaneProperties'], carelaneProperties: ['type', CarelaneProperties] };
