// Shows of a list only what has the words of a search field in its data-filtered; what is chosen stays.
for (const field of document.querySelectorAll("input[data-filter]")) {
  field.addEventListener("input", () => filter(field));
  field.closest(".pick-search")?.classList.add("is-live");
  filter(field);
}

function filter(field) {
  const list = document.getElementById(field.dataset.filter);
  const words = field.value.trim().toLocaleLowerCase();
  let shown = 0;
  for (const line of list.querySelectorAll("[data-filtered]")) {
    const fits = line.dataset.filtered.toLocaleLowerCase().includes(words);
    line.hidden = !fits && !line.querySelector(":checked");
    if (fits) shown += 1;
  }
  list.querySelector(".pick-none").hidden = shown > 0;
}
