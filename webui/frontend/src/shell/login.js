// One click fills in a demonstration account.
export function fillDemoAccounts() {
  const form = document.querySelector('form[data-login]');
  if (!form) return;
  for (const button of document.querySelectorAll('[data-fill]')) {
    button.addEventListener('click', () => {
      form.elements.login.value = button.dataset.fill;
      form.elements.password.value = button.dataset.secret;
      form.querySelector('button.primary').focus();
    });
  }
}
