// Takes the part of a page with data-live anew while work goes on, and the whole page once it is over.
const PAUSE = 1500; // milliseconds

async function follow() {
  const shown = document.querySelector("[data-live]");
  if (!shown) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.querySelector("[data-live]");
    if (!news) return location.reload();
    // Only the bar and its words: a focused button stays where it is.
    shown.querySelector(".progress").replaceWith(news.querySelector(".progress"));
  } catch {
    // The next turn tries again.
  }
  setTimeout(follow, PAUSE);
}

setTimeout(follow, PAUSE);
