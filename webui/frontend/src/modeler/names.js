// Who reads Chinese sees and edits the Chinese names in the drawing, as the viewer shows them; the file keeps both.
import BaseRenderer from 'diagram-js/lib/draw/BaseRenderer.js';

const KEY = 'carelane:nameZh';
const holder = (element) => element.labelTarget || element;
const chineseOf = (element) => element.businessObject?.get?.(KEY) || '';

class ChineseNames extends BaseRenderer {
  constructor(eventBus, bpmnRenderer) {
    super(eventBus, 2000);
    this.renderer = bpmnRenderer;
  }

  canRender(element) { return Boolean(chineseOf(element)) && this.renderer.canRender(element); }

  drawShape(...given) { return this.drawn('drawShape', given); }

  drawConnection(...given) { return this.drawn('drawConnection', given); }

  getShapePath(element) { return this.renderer.getShapePath(element); }

  getConnectionPath(element) { return this.renderer.getConnectionPath(element); }

  // bpmn-js draws `name`: it is the Chinese one for as long as that takes, and no longer.
  drawn(how, given) {
    const { businessObject } = given[1];
    const { name } = businessObject;
    businessObject.name = chineseOf(given[1]);
    try {
      return this.renderer[how](...given);
    } finally {
      if (name === undefined) delete businessObject.name; // an empty one would be written into the file
      else businessObject.name = name;
    }
  }
}
ChineseNames.$inject = ['eventBus', 'bpmnRenderer'];

function editInChinese(labelEditingProvider, modeling) {
  const { activate, update } = labelEditingProvider;
  labelEditingProvider.activate = (element) => {
    const context = activate.call(labelEditingProvider, element);
    return context && chineseOf(element) ? { ...context, text: chineseOf(element) } : context;
  };
  labelEditingProvider.update = (element, text, ...more) => {
    if (!chineseOf(element) || !text) return update.call(labelEditingProvider, element, text, ...more);
    return modeling.updateProperties(holder(element), { [KEY]: text });
  };
}
editInChinese.$inject = ['labelEditingProvider', 'modeling'];

export const ChineseNamesModule = document.documentElement.lang.startsWith('zh')
  ? { __init__: ['chineseNames', 'chineseEditing'], chineseNames: ['type', ChineseNames], chineseEditing: ['factory', editInChinese] }
  : {};
