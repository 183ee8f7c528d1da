"""The address of an event's page is not stored as its url."""

from dataclasses import replace

import pytest

from app.extensions import db
from app.models.events import event_address
from tests.support.factories import make_event, make_team


@pytest.fixture
def event(context):
    event = make_event(make_team(slug="old-hall"), "Walk")
    event.team.change(name="Hall", slug="hall", timezone="UTC")
    db.session.flush()
    return event


@pytest.mark.parametrize(
    ("url", "is_kept"),
    [
        ("{base}/hall/walk", False),
        ("{base}/old-hall/walk", False),
        ("{base}/hall/run", True),
        ("{base}/nowhere/walk", True),
        ("https://else.example/hall/walk", True),
        ("{base}/hall/walk/more", True),
    ],
    ids=["page", "former-page", "other-event", "other-team", "other-site", "deeper"],
)
def test_only_the_event_s_own_page_is_left_out(event, app, url, is_kept):
    address = url.format(base=app.config["SETTINGS"].public_url)
    details = event_address.leave_out(event, replace(event.details, url=address))
    assert details.url == (address if is_kept else None)


def test_path_is_the_team_and_the_event(event):
    assert event_address.path(event) == "/hall/walk"
