"""Runs axe-core in a page, under the page's own Content-Security-Policy."""

from importlib.resources import files

from playwright.sync_api import Page

SCRIPT = files("axe_core_python").joinpath("axe.min.js")


def find_violations(page: Page) -> list[str]:
    """Return what axe-core finds on the page as it stands: one line a rule, with the places."""
    # Through the debugger, which the policy does not bind: adding a script element is refused.
    debugger = page.context.new_cdp_session(page)
    debugger.send("Runtime.evaluate", {"expression": SCRIPT.read_text(encoding="utf-8")})
    debugger.detach()
    return [describe(violation) for violation in page.evaluate("axe.run()")["violations"]]


def describe(violation: dict) -> str:
    """Return the rule, what it asks for, and each element that breaks it."""
    places = ", ".join(" ".join(map(str, node["target"])) for node in violation["nodes"])
    return f"{violation['id']} ({violation['impact']}): {violation['help']}: {places}"
