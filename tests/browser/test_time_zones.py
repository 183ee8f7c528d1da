"""Zones that are right by themselves, in browsers around the world."""

import pytest

from tests.support.factories import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def server(start_server):
    """A server whose own zone is none of theirs."""
    return start_server(default_timezone="Pacific/Auckland", workers=1, threads=4)


def press(page, name):
    """Press the page's own button, and wait for the answer."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name).first.click()


def sign_up(page, server, address):
    page.goto(server.url + "/register?next=/teams/new")
    assert page.locator("form input:visible").count() == 3  # name, address, password
    page.get_by_label("Your name").fill("Ben Alder")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign up")


def zone_of(page, url):
    page.goto(url)
    return page.get_by_label("Time zone").input_value()


def test_account_team_and_event_begin_in_the_zone_of_the_browser(server, open_page):
    for city, zone in (
        ("Europe/Berlin", "Europe/Berlin"),
        ("America/New_York", "America/New_York"),
        ("Asia/Kolkata", "Asia/Kolkata"),  # Chromium reports its former name
    ):
        page = open_page(timezone_id=city)
        sign_up(page, server, f"{zone.rpartition('/')[2]}@example.org".lower())
        page.get_by_label("Name").fill(f"Team {len(city)}")
        press(page, "Make the team")
        team = page.url

        assert zone_of(page, server.url + "/account") == zone
        assert zone_of(page, f"{team}/settings") == zone
        page.goto(f"{team}/events/new")
        assert page.locator("option").count() < 100
        page.get_by_label("Title").fill("Night")
        page.get_by_label("Start date").fill("2090-03-20")
        page.get_by_label("Start time").fill("20:00")
        press(page, "Add the event")
        assert zone not in page.get_by_role("main").inner_text()  # the viewer's own needs no word
        page.goto(page.url + "/edit")
        assert page.get_by_label("Time zone").input_value() == zone


def test_city_is_searched_and_a_touched_field_is_left_alone(server, open_page):
    page = open_page(timezone_id="Europe/Berlin")
    sign_up(page, server, "searcher@example.org")
    field = page.get_by_label("Time zone")
    field.click()
    page.wait_for_function("document.querySelectorAll('datalist option').length > 400")
    field.fill("Mumbai")
    page.get_by_label("Name").fill("Bombay Nights")
    page.get_by_label("Address").fill("Bad Address!")
    press(page, "Make the team")
    assert page.get_by_label("Time zone").input_value() == "Asia/Kolkata"

    page.get_by_label("Address").fill("")
    press(page, "Make the team")
    assert zone_of(page, page.url + "/settings") == "Asia/Kolkata"


def test_visitor_reads_the_time_of_an_event_in_their_own_zone(server, open_page):
    page = open_page(timezone_id="Europe/Rome")
    sign_up(page, server, "owner@example.org")
    page.get_by_label("Name").fill("Harbour Hall")
    press(page, "Make the team")
    page.goto(page.url + "/events/new")
    page.get_by_label("Title").fill("Night")
    page.get_by_label("Start date").fill("2090-03-20")
    page.get_by_label("Start time").fill("20:00")
    press(page, "Add the event")

    visitor = open_page(timezone_id="America/New_York")
    visitor.goto(server.url + "/harbour-hall/night")
    visitor.locator("details.zone summary", has_text="Europe/Rome").click()
    assert "20 Mar 2090, 15:00 in your zone" in visitor.get_by_role("main").inner_text()

    neighbour = open_page(timezone_id="Europe/Rome")
    neighbour.goto(server.url + "/harbour-hall/night")
    assert neighbour.locator("details.zone").count() == 0

    plain = open_page(javascript=False)
    plain.goto(server.url + "/harbour-hall/night")
    assert "Europe/Rome" in plain.get_by_role("main").inner_text()
