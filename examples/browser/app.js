// Shows a team's next events without any server of its own: a public client in the browser.
// Settings are in the address: ?server=…&client_id=…

import { Connection, Refused } from "./connection.js";

const page = (id) => document.getElementById(id);
const connection = Connection.fromAddress();

page("connect").addEventListener("click", () => connection.ask());
page("disconnect").addEventListener("click", async () => {
  await connection.end();
  show("Disconnected. The team's page no longer lists this app.");
});

try {
  await connection.finish(); // when this page is the callback
  if (!connection.isConnected) show("Connect a team to see its next events.");
  else await list();
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  show(error.message);
}

async function list() {
  const { data } = await connection.get(`/api/v1/organizer/events?${nextDates()}`);
  show(data.length ? "" : "This team has no events ahead.");
  for (const event of data) {
    const item = document.createElement("li");
    const time = document.createElement("time");
    time.textContent = event.start.local.slice(0, 16).replace("T", " ");
    item.append(event.title, time); // as text: a title is the organizer's, not markup
    page("events").append(item);
  }
}

// The next ten dates within a year: a series is one event with many.
function nextDates() {
  const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  return new URLSearchParams({ from: day(0), to: day(365), expand: "occurrences", limit: 10 });
}

function show(message) {
  page("message").textContent = message;
  page("events").replaceChildren();
  page("connect").hidden = connection.isConnected;
  page("disconnect").hidden = !connection.isConnected;
}
