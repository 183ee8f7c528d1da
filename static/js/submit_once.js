// Lets a form that changes something go only once, and shows on its button that it is under way.
const FORGOTTEN_AFTER = 10000; // milliseconds; a stopped or failed load leaves the page usable

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.underWay) {
    event.preventDefault();
    return;
  }
  form.dataset.underWay = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  if (event.submitter?.hasAttribute("data-leaves")) sayWhereTo(form, true);
  setTimeout(() => release(form), FORGOTTEN_AFTER);
});

// A page that comes back from the browser's history is as it was left.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-under-way]").forEach(release);
});

function release(form) {
  delete form.dataset.underWay;
  form.querySelector('[aria-busy="true"]')?.removeAttribute("aria-busy");
  sayWhereTo(form, false);
}

// The form's [data-leaving] tells where a button with data-leaves leads, while that is under way.
function sayWhereTo(form, isUnderWay) {
  const words = form.querySelector("[data-leaving]");
  if (words) words.hidden = !isUnderWay;
}
