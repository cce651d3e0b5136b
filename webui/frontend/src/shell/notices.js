// One sentence at the top of the page: what happened, what next.
export function notice(kind, text, action) {
  const place = document.querySelector('[data-notices]');
  if (!place) return null;
  const box = document.createElement('div');
  box.className = `notice ${kind}`;
  if (kind === 'error') box.setAttribute('role', 'alert');
  const words = document.createElement('span');
  words.textContent = text;
  box.append(words);
  if (action) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn text';
    button.textContent = action.label;
    button.addEventListener('click', () => { box.remove(); action.run(); });
    box.append(button);
  }
  place.append(box);
  return box;
}
