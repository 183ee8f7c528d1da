// Adds the time in the browser's zone to event times of visitors, whose zone the server does not know.
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const { lang } = document.documentElement;
// "en" alone would be American, with the month first; pages write the day first.
const format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, {
  weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

for (const zone of document.querySelectorAll("[data-viewer-time]")) {
  if (own && own !== zone.textContent.trim()) zone.replaceWith(unfold(zone));
}

function unfold(zone) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  details.className = zone.className;
  summary.textContent = zone.textContent;
  details.append(summary, `${format.format(new Date(zone.dataset.viewerTime))} ${zone.dataset.words}`);
  return details;
}
