// Light, dark or as the system; kept in a cookie so that the server's first paint is already right.
export function switchTheme() {
  for (const button of document.querySelectorAll('[data-theme-choice]')) {
    button.addEventListener('click', () => {
      const theme = button.dataset.themeChoice;
      document.documentElement.dataset.theme = theme;
      document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
      for (const other of document.querySelectorAll('[data-theme-choice]')) other.setAttribute('aria-pressed', String(other === button));
    });
  }
}
