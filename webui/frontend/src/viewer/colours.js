// bpmn-js paints with fixed colours: give it the tokens' values of the moment.
export function colours() {
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return { defaultFillColor: token('--surface'), defaultStrokeColor: token('--ink'), defaultLabelColor: token('--ink') };
}

// The page's own type, so that Chinese and English labels look like the page around them.
export function textStyle() {
  const fontFamily = getComputedStyle(document.body).fontFamily;
  return { defaultStyle: { fontFamily }, externalStyle: { fontFamily } };
}

export function onThemeChange(run) {
  new MutationObserver(run).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', run);
}
