// Asks once before the only page that shows a new secret is left, unless it was copied.
const shown = document.querySelector(".once");

if (shown) {
  let isSafe = false;
  const beSafe = () => (isSafe = true);
  shown.addEventListener("copied", beSafe);
  shown.addEventListener("copy", beSafe); // by hand
  // A calendar program that was opened has got it, and so has a saved file.
  document.querySelector('a[href^="webcal:"], a[download]')?.addEventListener("click", beSafe);
  // Chromium does not ask when the listener takes itself away, so it stays.
  addEventListener("beforeunload", (event) => {
    if (!isSafe) event.preventDefault();
    beSafe();
  });
}
