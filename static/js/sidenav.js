// Scrolls a side navigation's strip so that the current page can be seen in it.
for (const strip of document.querySelectorAll(".sidenav")) {
  const current = strip.querySelector("[aria-current]");
  if (current && strip.scrollWidth > strip.clientWidth) {
    strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
  }
}
