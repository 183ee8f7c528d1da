"""Pictures of events: what counts as one, and when one is forgotten."""

import pytest
from flask import current_app

from app.extensions import db
from app.models.events.event_image import EventImage
from app.models.housekeeping.purge import purge
from app.models.values.errors import ValidationError
from tests.support.factories import make_event, make_team

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR and so on"


@pytest.mark.parametrize(
    ("content", "media_type", "ending"),
    [
        (PNG, "image/png", "png"),
        (b"\xff\xd8\xff\xe0 and so on", "image/jpeg", "jpg"),
        (b"GIF87a and so on", "image/gif", "gif"),
        (b"RIFF\x0a\x00\x00\x00WEBPVP8 and so on", "image/webp", "webp"),
    ],
)
def test_kind_is_told_by_the_content(context, content, media_type, ending):
    picture = EventImage.read(content, source_url="https://pictures.example/a.exe")
    assert picture.media_type == media_type
    assert picture.address.endswith(f"/media/{picture.public_id}.{ending}")


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg/>", b" " + PNG, b"\x89PNG", b"RIFF\x0a\x00\x00\x00WAVE", b"GIF90a", b"BM"],
)
def test_everything_else_is_no_picture(context, content):
    with pytest.raises(ValidationError) as refused:
        EventImage.read(content, source_url="https://pictures.example/1.png")
    assert refused.value.field == "image_url"


@pytest.mark.both_databases
def test_picture_that_no_event_shows_is_forgotten(context, clock):
    team = make_team()
    shown, hidden, deleted = (add_with_picture(team, title) for title in ("A", "B", "C"))
    hidden.image_url = "https://pictures.example/other.png"
    deleted.delete()
    db.session.commit()
    assert purge()["pictures of events"] == 1

    clock.advance(current_app.config["SETTINGS"].removal_lifetime)
    done = purge()
    assert (done["pictures of events"], done["deleted events"]) == (1, 1)
    assert EventImage.of(shown)


def add_with_picture(team, title):
    """Return a new event that shows a picture kept here."""
    picture = EventImage.read(PNG, source_url="https://pictures.example/1.png")
    event = make_event(team, title, image_url=picture.address)
    picture.put_on(event)
    return event
