// Takes the part of a page with data-live again and again. A part without a name is work that goes on: once
// it is over, the whole page is taken.
const PAUSE = 1500; // milliseconds

async function follow() {
  const shown = document.querySelector("[data-live]");
  if (!shown) return;
  // What is read or selected stays as it is, and no one looks at a hidden page.
  if (document.hidden || (shown.dataset.live && shown.contains(document.activeElement))) {
    setTimeout(follow, PAUSE);
    return;
  }
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.querySelector("[data-live]");
    if (!news) return location.reload();
    // Of work only the bar and its words: a focused button stays where it is.
    if (shown.dataset.live) shown.replaceChildren(...news.childNodes);
    else shown.querySelector(".progress").replaceWith(news.querySelector(".progress"));
  } catch {
    // The next turn tries again.
  }
  setTimeout(follow, PAUSE);
}

setTimeout(follow, PAUSE);
