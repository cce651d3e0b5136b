// Buttons beside a drawing: closer, further, everything.
const chinese = document.documentElement.lang.startsWith('zh');
const ACTS = [
  ['+', chinese ? '放大' : 'Zoom in', (canvas, zoom) => zoom.stepZoom(1)],
  ['−', chinese ? '缩小' : 'Zoom out', (canvas, zoom) => zoom.stepZoom(-1)],
  ['⤢', chinese ? '显示全部' : 'Show everything', (canvas, _zoom, around) => fit(canvas, { least: 0, around })],
];

// `around` tells what lies over the drawing's ground.
export function addZoom(element, diagram, around = () => ({})) {
  const bar = document.createElement('div');
  bar.className = 'diagram-zoom';
  for (const [sign, label, act] of ACTS) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = sign;
    button.title = label;
    button.setAttribute('aria-label', label);
    button.addEventListener('click', () => act(diagram.get('canvas'), diagram.get('zoomScroll'), around()));
    bar.append(button);
  }
  element.append(bar);
}

const EDGE = 20;

// Everything in view and beside what lies over the ground, but never so small that nothing can be read: then its start.
export function fit(canvas, { least = 0.5, around: { left = 0, top = 0 } = {} } = {}) {
  canvas.zoom('fit-viewport', 'auto');
  const { inner } = canvas.viewbox();
  const { width: wide, height: high } = canvas.getSize();
  if (!inner.width || !inner.height || !wide || !high) return;
  const whole = Math.min(1, (wide - left - 2 * EDGE) / inner.width, (high - top - 2 * EDGE) / inner.height);
  const scale = Math.max(whole, least, 0.05);
  const [spareX, spareY] = [wide - left - inner.width * scale, high - top - inner.height * scale];
  const [x, y] = [left + Math.max(EDGE, spareX / 2), top + Math.max(EDGE, spareY / 2)];
  canvas.viewbox({ x: inner.x - x / scale, y: inner.y - y / scale, width: wide / scale, height: high / scale });
}
