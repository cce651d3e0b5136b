// <details data-fold open> is closed on a phone, where what it holds would push the page's own matter out of sight.
export function foldOnPhones() {
  const phone = window.matchMedia('(max-width: 720px)');
  const fold = () => { for (const each of document.querySelectorAll('details[data-fold]')) each.open = !phone.matches; };
  fold();
  phone.addEventListener('change', fold);
}

// <details class="menu"> closes on a click elsewhere and on Escape. data-open-dialog="id" opens a dialog; <dialog data-open> stands open.
export function closeMenusOutside() {
  const close = (except) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(except)) menu.open = false;
  };
  document.addEventListener('click', (event) => {
    close(event.target);
    const opener = event.target.closest('[data-open-dialog]');
    if (opener) document.getElementById(opener.dataset.openDialog)?.showModal();
    if (event.target.closest('[data-close-dialog]')) event.target.closest('dialog')?.close();
  });
  // A page that comes back with a refusal opens the dialog that the refusal belongs to.
  document.querySelector('dialog[data-open]')?.showModal();
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const open = document.querySelector('details.menu[open]');
    if (open) { open.open = false; open.querySelector('summary').focus(); }
  });
}
