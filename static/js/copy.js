// Copies the value of a button with data-copy, and says data-done or data-failed.
const SHOWN_FOR = 2400; // milliseconds

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    say(button.dataset.done);
    button.dispatchEvent(new CustomEvent("copied", { bubbles: true }));
  } catch {
    say(button.dataset.failed);
  }
});

function say(words) {
  document.querySelector(".toast")?.remove();
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.setAttribute("role", "status");
  document.body.append(toast);
  // Filled after it stands in the page, so that screen readers notice the change.
  toast.textContent = words;
  setTimeout(() => toast.remove(), SHOWN_FOR);
}
