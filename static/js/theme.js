// Switches between light and dark. The choice is a cookie, so that the server writes it into
// the page and no page flashes in the other theme.
const KEPT_FOR = 365 * 24 * 60 * 60; // seconds

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-toggle]")) choose(isDark() ? "light" : "dark");
});

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function choose(theme) {
  document.documentElement.dataset.theme = theme;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=${KEPT_FOR}; samesite=lax${secure}`;
}
