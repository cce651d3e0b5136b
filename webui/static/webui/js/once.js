// <form data-once>: its buttons rest once it is sent, so that an impatient second click sends nothing.
for (const form of document.querySelectorAll('form[data-once]')) {
  form.addEventListener('submit', () => {
    // After the event: a button that is disabled earlier would not be sent along.
    setTimeout(() => { for (const button of form.querySelectorAll('button')) button.disabled = true; });
  });
}
// Coming back with the browser's own button shows the page as it was left.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) for (const button of document.querySelectorAll('form[data-once] button')) button.disabled = false;
});
