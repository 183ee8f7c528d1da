"""Events in Gancio's format."""

import pytest

from app.api.dialects import gancio_json
from tests.support.factories import make_event, make_team

pytestmark = pytest.mark.usefixtures("context")


def test_times_are_seconds_and_an_unknown_end_is_null():
    event = make_event(make_team())
    shown = gancio_json.represent(event)
    assert shown["end_datetime"] - shown["start_datetime"] == 3 * 3600
    open_ended = make_event(make_team(), end=event.start)
    assert gancio_json.represent(open_ended)["end_datetime"] is None


def test_only_pictures_that_are_stored_here_are_media(app):
    base = app.config["SETTINGS"].public_url
    stored = f"{base}/media/img_aaaaaaaaaaaaaaaa.png"
    shown = gancio_json.represent(make_event(make_team(), image_url=stored))
    assert [one["url"] for one in shown["media"]] == ["img_aaaaaaaaaaaaaaaa.png"]
    linked = make_event(make_team(), image_url="https://a.example/b.png")
    assert gancio_json.represent(linked)["media"] == []


@pytest.mark.parametrize(
    ("details", "is_visible"),
    [({}, True), ({"visibility": "unlisted"}, False), ({"status": "draft"}, False)],
)
def test_only_public_events_are_visible(details, is_visible):
    event = make_event(make_team(), **details)
    assert gancio_json.represent(event)["is_visible"] is is_visible
