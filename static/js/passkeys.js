// A button with data-passkey asks the browser for a passkey, then sends the form around it with the
// answer in its field. The server makes the options, and decides.
import { toBytes, toText } from "./base64url.js";

const NEEDS_PROOF = 403;
const STALE = 400; // the session changed in another tab
const PARTS = "clientDataJSON attestationObject authenticatorData signature userHandle".split(" ");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-passkey]");
  if (!button || button.getAttribute("aria-busy")) return;
  say(button, "");
  if (!window.PublicKeyCredential) return say(button, button.dataset.missing);
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await fetchOptions(button);
    if (answer.status === NEEDS_PROOF) return location.assign(button.dataset.confirm);
    if (answer.status === STALE) return location.assign(location.href);
    if (!answer.ok) throw new Error(answer.status);
    const publicKey = read(await answer.json());
    const credential = await navigator.credentials[button.dataset.passkey]({ publicKey });
    button.parentElement.querySelector("input").value = JSON.stringify(write(credential));
    button.form.submit();
  } catch {
    button.removeAttribute("aria-busy");
    say(button, button.dataset.failed);
  }
});

function fetchOptions(button) {
  const token = button.form.querySelector("[name$=csrf_token]").value;
  const body = new URLSearchParams({ csrf_token: token });
  return fetch(button.dataset.options, { method: "POST", body });
}

function say(button, words) {
  const place = button.parentElement.querySelector(".passkey-fault");
  place.hidden = !words;
  place.textContent = words;
}

// The options with bytes where JSON has base64url.
function read(options) {
  const withBytes = (item) => ({ ...item, id: toBytes(item.id) });
  const bytes = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) bytes.user = withBytes(options.user);
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) bytes[list] = options[list].map(withBytes);
  }
  return bytes;
}

// The answer with base64url where it has bytes.
function write({ id, type, rawId, response }) {
  const sent = PARTS.filter((name) => response[name]).map((name) => [name, toText(response[name])]);
  return { id, type, rawId: toText(rawId), response: Object.fromEntries(sent) };
}
