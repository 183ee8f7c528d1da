"""A month of a team's events, for its members."""

import re
from datetime import datetime

import pytest

from app.models.recurrence.recurrence import Override, Recurrence
from tests.support.hall import EVENTS, add
from tests.support.people import sign_in

MONDAY = datetime(2027, 3, 1, 20)


def entries_of(text: str) -> list[tuple[str, str]]:
    """Title and state of each date."""
    entries = re.findall(r'<li class="month-entry.*?<b>(.*?)</b>(.*?)</li>', text, re.S)
    return [(title, re.sub("<[^>]*>|\\s", "", state)) for title, state in entries]


def test_members_see_drafts_and_private_dates_with_their_states(app, client, hall):
    hidden = Override("2027-03-08T20:00:00", MONDAY.replace(day=8), MONDAY.replace(day=8, hour=22))
    hidden = Override(**{**vars(hidden), "visibility": "private"})
    weekly = Recurrence("FREQ=WEEKLY;COUNT=2")
    add(app, "Rehearsal", start=MONDAY, recurrence=weekly, overrides=(hidden,))
    add(app, "Plan", start=MONDAY.replace(day=20), status="draft")
    add(app, "Committee", start=MONDAY.replace(day=21), visibility="private")
    add(app, "Rained off", start=MONDAY.replace(day=22), status="cancelled")
    shown = [("Rehearsal", ""), ("Rained off", "Cancelled")]
    assert entries_of(client.get("/harbour-hall?month=2027-03").text) == shown

    sign_in(client, "vera@example.org")
    page = client.get(f"{EVENTS}?month=2027-03")
    assert entries_of(page.text) == [
        ("Rehearsal", ""),
        ("Rehearsal", "Private"),
        ("Plan", "Draft"),
        ("Committee", "Private"),
        ("Rained off", "Cancelled"),
    ]
    assert 'href="/teams/harbour-hall/events/plan"' in page.text
    assert entries_of(client.get(f"{EVENTS}?month=2027-03&q=plan").text) == [("Plan", "Draft")]


@pytest.mark.parametrize("month", ["", "2027-13", "x"])
def test_month_that_is_none_is_not_found(editor, month):
    assert editor.get(f"{EVENTS}?month={month}").status_code == 404


def test_list_and_month_lead_to_each_other(app, editor):
    add(app)
    assert f'href="{EVENTS}?month=' in editor.get(EVENTS).text
    assert f'href="{EVENTS}"' in editor.get(f"{EVENTS}?month=2027-03").text
