"""Every page in every state, in a real browser: the house rules, both themes, all widths."""

import pytest

from tests.browser.house_rules import HEAVIEST, find_faults, is_wider_than_screen, weigh
from tests.browser.pages import EVERY_PAGE, FAMILIES, Shown
from tests.browser.stage import set_stage
from tests.support.axe import RULES_OF_A_VIEW, find_violations

# A group of its own beside the other browser tests: it takes as long as half of the suite.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

NARROWEST = 320  # CSS pixels; WCAG 2.2, 1.4.10
PHONE = 390
HEIGHT = 900

# Without scripts all pages lack the same mark, which is all that the styles go by. What people do
# without scripts is tried by their days.
SCRIPTLESS = [family[0] for family in FAMILIES]

every_page = pytest.mark.parametrize("shown", EVERY_PAGE, ids=[page.name for page in EVERY_PAGE])


@pytest.fixture(scope="module")
def stage(browser, migrated_sqlite_file, tmp_path_factory):
    """One server and one profile a person for all these tests: they change nothing others see."""
    with set_stage(browser, migrated_sqlite_file, tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@every_page
def test_page_has_no_fault(stage, shown: Shown):
    """In either theme and either width: colours depend on no width, nor places on a theme."""
    stage.misdeeds.clear()
    with stage.showing(shown) as (page, status):
        assert status == shown.status
        faults = find_faults(page)
        assert weigh(page) < HEAVIEST
        faults += [f"light 1280: {line}" for line in find_violations(page)]
        show_in(page, "dark", PHONE)
        found = find_violations(page, RULES_OF_A_VIEW)
        faults += [f"dark {PHONE}: {line}" for line in found]
        page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
        if is_wider_than_screen(page):
            faults.append("scrolls sideways")
        hide(page)  # until the next page is there
    assert faults + stage.misdeeds == []


@pytest.mark.parametrize("shown", SCRIPTLESS, ids=[page.name for page in SCRIPTLESS])
def test_page_works_without_scripts(stage, shown: Shown):
    with stage.showing(shown, javascript=False) as (page, status):
        assert status == shown.status
        assert page.locator("h1").is_visible()
        assert page.locator(".js-only").filter(visible=True).count() == 0


def test_list_of_headings_does_not_push_the_text_off_a_phone(stage):
    with stage.showing(of_name("docs, errors"), javascript=False) as (page, _status):
        heading = page.locator(".docs-text h2").first
        link = page.locator(".docs-toc").get_by_role("link", name=heading.inner_text())
        assert link.filter(visible=True).count() == 1
        page.set_viewport_size({"width": PHONE, "height": HEIGHT})
        assert link.filter(visible=True).count() == 0
        # From the head of the text: a message of the page before may be above it.
        head = page.locator(".docs-head").bounding_box()
        between = heading.bounding_box()["y"] - head["y"] - head["height"]
        assert between < HEIGHT / 9
        page.locator(".docs-toc summary").click()
        link.filter(visible=True).click()
        assert page.url.endswith(f"#{heading.get_attribute('id')}")


def test_head_of_a_card_and_way_back_stay_whole_on_a_phone(stage):
    with stage.showing(of_name("request")) as (page, _status):
        page.set_viewport_size({"width": PHONE, "height": HEIGHT})
        title = page.get_by_role("heading", name="Why it failed")
        assert title.bounding_box()["height"] < 2 * font_size(title)
        here = page.locator(".crumbs li").last
        assert here.locator("> :first-child").evaluate("e => e.tagName") == "svg"
        assert page.locator(".crumbs").bounding_box()["height"] < 4 * font_size(here)


def test_tables_of_endpoints_stand_whole_on_a_phone(stage):
    with stage.showing(of_name("docs, endpoints")) as (page, _status):
        page.set_viewport_size({"width": PHONE, "height": HEIGHT})
        too_wide = "all => all.filter(e => e.scrollWidth > e.clientWidth).length"
        assert page.locator(".scroll-x").count()
        assert page.locator(".scroll-x").evaluate_all(too_wide) == 0


def of_name(name: str) -> Shown:
    """The page of this name."""
    return next(page for page in EVERY_PAGE if page.name == name)


def font_size(locator) -> float:
    """In CSS pixels."""
    return float(locator.evaluate("e => parseFloat(getComputedStyle(e).fontSize)"))


def show_in(page, theme: str, width: int) -> None:
    """Draw the page anew in another theme and width, without asking the server again."""
    hide(page)
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": HEIGHT})
    # All of it is laid out anew: what a closed menu hides would keep the colours of the theme.
    page.evaluate("document.body.hidden = false; document.body.offsetHeight")


def hide(page) -> None:
    """Show nothing, so that changes of the view draw nothing: a fifth of a page's work."""
    page.evaluate("document.body.hidden = true")
