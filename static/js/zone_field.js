// A time zone field begins with the zone of the browser, and searches all cities once it has focus.
const own = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
// Browsers that hide where they are say UTC; what the page has is a better guess then.
const isPlace = own.includes("/") && !own.startsWith("Etc/");
let zones;

for (const field of document.querySelectorAll("input[data-browser-zone]")) {
  if (isPlace && field.value === field.defaultValue) begin(field);
}
for (const field of document.querySelectorAll("input[data-zones]")) {
  field.addEventListener("focus", () => offer(field), { once: true });
  field.addEventListener("focus", () => field.select());
}

function begin(field) {
  field.value = own;
  // Browsers still say Asia/Calcutta; the person reads Asia/Kolkata.
  if (field.dataset.zones) {
    load(field.dataset.zones).then(({ former }) => {
      if (field.value === own) field.value = former[own] ?? own;
    });
  }
}

async function offer(field) {
  const { cities } = await load(field.dataset.zones);
  const options = cities.map(([zone, label]) => Object.assign(new Option(label, zone), { label }));
  if (options.length) document.getElementById(field.getAttribute("list")).replaceChildren(...options);
}

// Offline, the short list of the page stays.
function load(url) {
  zones ??= fetch(url).then((answer) => answer.json()).catch(() => ({ cities: [], former: {} }));
  return zones;
}
