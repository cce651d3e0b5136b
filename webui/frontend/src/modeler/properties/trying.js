// Tries an expression out while it is written: variables in FEEL, below them what it gives. The server evaluates, nothing is kept.
import { TextAreaEntry } from '@bpmn-io/properties-panel';
import { useEffect, useState } from '@bpmn-io/properties-panel/preact/hooks';
import { useService } from 'bpmn-js-properties-panel';
import { send } from '../../shell/requests.js';

const PAUSE = 400;
let remembered = ''; // one set of variables for all expressions of the editor

export function tryEntry(id, expressionOf) {
  return { id: `carelane-${id}-try`, component: (props) => Try({ ...props, expressionOf }), isEdited: () => false };
}

function Try({ element, id, expressionOf }) {
  const translate = useService('translate');
  const debounce = useService('debounceInput');
  const [variables, setVariables] = useState(remembered);
  const [result, setResult] = useState('');
  const expression = expressionOf(element);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(async () => {
      const said = expression.trim() ? await evaluated(expression, variables, translate) : '';
      if (current) setResult(said);
    }, PAUSE);
    return () => { current = false; clearTimeout(timer); };
  }, [expression, variables]);
  return TextAreaEntry({
    element, id, debounce, monospace: true, rows: 2,
    label: translate('Try it with'),
    description: result || translate('Try it with:example'),
    getValue: () => variables,
    setValue: (value) => { remembered = value || ''; setVariables(remembered); },
  });
}

async function evaluated(expression, variables, translate) {
  const own = expression.trim().replace(/^=/, '');
  // The variables are FEEL themselves; a context around the expression gives them to it.
  const source = variables.trim() ? `{${variables.trim().replace(/^\{|\}$/g, '')}, result of this: ${own}}.result of this` : own;
  try {
    const { ok, body } = await send('/api/expressions/evaluate', { expression: source });
    if (!ok) return body?.detail || '';
    const [warning] = body.warnings;
    return `= ${body.text}${warning ? ` (${warning.message})` : ''}`;
  } catch { return translate('No connection'); }
}
