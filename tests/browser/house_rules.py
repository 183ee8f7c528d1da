"""What holds for every page, asked of the page itself."""

import gzip
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from app.web import assets

HEAVIEST = 60_000  # bytes on the wire

FIND_FAULTS = """() => {
  const faults = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const name = (element) => element.outerHTML.slice(0, 120);
  if (all("h1").length !== 1) faults.push(`${all("h1").length} h1`);
  if (!all("h1")[0]?.innerText.trim()) faults.push("empty h1");
  if (document.title.split("·")[0].trim() === "") faults.push("no title of its own");
  if (!document.documentElement.lang) faults.push("no lang");
  const labelled = (e) => e.labels.length || e.ariaLabel || e.getAttribute("aria-labelledby");
  for (const field of all("input:not([type=hidden]), select, textarea")) {
    if (!labelled(field)) faults.push(`no label: ${name(field)}`);
  }
  for (const form of all("form[method=post i]")) {
    if (!form.elements.csrf_token?.value) faults.push(`no CSRF token: ${name(form)}`);
    if (!form.querySelector("button, input[type=submit]")) faults.push(`no button: ${name(form)}`);
  }
  for (const script of all("script:not([src])")) {
    if (script.type !== "application/ld+json") faults.push(`inline script: ${name(script)}`);
  }
  for (const styled of all("style, [style]")) faults.push(`inline style: ${name(styled)}`);
  for (const element of all("*")) {
    if ([...element.attributes].some((a) => a.name.startsWith("on"))) {
      faults.push(`inline handler: ${name(element)}`);
    }
  }
  document.documentElement.classList.remove("js");
  for (const button of all(".js-only")) {
    if (button.checkVisibility()) faults.push(`does nothing without scripts: ${name(button)}`);
  }
  document.documentElement.classList.add("js");
  if (all("main .btn-primary").length > 1) faults.push("more than one primary button");
  const ids = all("[id]").map((element) => element.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length) faults.push(`id used twice: ${twice}`);
  return faults;
}"""
IS_WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def find_faults(page: Page) -> list[str]:
    """Return what the page does against the house rules, one line each."""
    return page.evaluate(FIND_FAULTS)


def weigh(page: Page) -> int:
    """The compressed bytes of the page with the stylesheet, scripts and icons that all share."""
    return len(gzip.compress(page.content().encode())) + _weight_of_assets()


@cache
def _weight_of_assets() -> int:
    static = Path(__file__).parents[2] / "static"
    files = [assets.flatten(static / assets.STYLESHEET).encode()]
    files += [script.read_bytes() for script in (static / "js").iterdir()]
    files += [(static / "img" / "icons.svg").read_bytes()]
    return sum(len(gzip.compress(content)) for content in files)


def is_wider_than_screen(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return page.evaluate(IS_WIDER)
