// Buttons beside a drawing: closer, further, everything.
const chinese = document.documentElement.lang.startsWith('zh');
const ACTS = [
  ['+', chinese ? '放大' : 'Zoom in', (canvas, zoom) => zoom.stepZoom(1)],
  ['−', chinese ? '缩小' : 'Zoom out', (canvas, zoom) => zoom.stepZoom(-1)],
  ['⤢', chinese ? '显示全部' : 'Show everything', (canvas) => fit(canvas)],
];

export function addZoom(element, diagram) {
  const bar = document.createElement('div');
  bar.className = 'diagram-zoom';
  for (const [sign, label, act] of ACTS) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = sign;
    button.title = label;
    button.setAttribute('aria-label', label);
    button.addEventListener('click', () => act(diagram.get('canvas'), diagram.get('zoomScroll')));
    bar.append(button);
  }
  element.append(bar);
}

// Everything in view, but never so small that nothing can be read: then the start of the drawing.
export function fit(canvas, least = 0.5) {
  canvas.zoom('fit-viewport', 'auto');
  if (canvas.zoom() > 1) canvas.zoom(1, 'auto');
  if (canvas.zoom() >= least) return;
  canvas.zoom(least, { x: 0, y: 0 });
  const { inner } = canvas.viewbox();
  const { width, height } = canvas.viewbox();
  canvas.viewbox({ x: inner.x - 20, y: inner.y - 20, width, height });
}
