"""Runs axe-core in a page, under the page's own Content-Security-Policy."""

from importlib.resources import files

from playwright.sync_api import Page

SCRIPT = files("axe_core_python").joinpath("axe.min.js")


# Rules whose answer depends on colours or width; a page in its other view needs only these.
RULES_OF_A_VIEW = ("color-contrast", "link-in-text-block", "scrollable-region-focusable")


def find_violations(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """Return what axe-core finds on the page as it stands: one line a rule, with the places.

    Only ``rules`` are asked, or all of them.
    """
    if page.evaluate("typeof axe") == "undefined":
        load(page)
    # Without ``preload`` it asks for no stylesheet again, which one experimental rule would read.
    options = {"resultTypes": ["violations"], "preload": False}
    if rules:
        options["runOnly"] = list(rules)
    run = "(options) => axe.run(options).then((found) => found.violations)"
    return [describe(violation) for violation in page.evaluate(run, options)]


def load(page: Page) -> None:
    """Put axe-core into the page."""
    # Through the debugger, which the policy does not bind: adding a script element is refused.
    debugger = page.context.new_cdp_session(page)
    debugger.send("Runtime.evaluate", {"expression": SCRIPT.read_text(encoding="utf-8")})
    debugger.detach()


def describe(violation: dict) -> str:
    """Return the rule, what it asks for, and each element that breaks it."""
    places = ", ".join(" ".join(map(str, node["target"])) for node in violation["nodes"])
    return f"{violation['id']} ({violation['impact']}): {violation['help']}: {places}"
