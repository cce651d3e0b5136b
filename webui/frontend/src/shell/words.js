// The reader's words, given by the page: one catalogue, the server's.
const element = document.getElementById('carelane-words');
export const words = element ? JSON.parse(element.textContent) : {};

export function fill(template, values) {
  return (template || '').replace(/%\((\w+)\)[sd]/g, (_, name) => values[name]);
}
