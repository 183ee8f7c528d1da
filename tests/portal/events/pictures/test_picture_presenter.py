"""The picture of an event on pages."""

import pytest

from app.models.events.event_image import EventImage
from app.models.events.pictures.picture import Picture
from app.models.values.pictures import encoding
from app.portal.events.pictures import picture_presenter
from tests.support.factories import make_event, make_team
from tests.support.pictures import make_picture


@pytest.fixture
def team(app):
    with app.test_request_context("/"):
        yield make_team()


def test_uploaded_picture_is_offered_in_its_sizes(team):
    stored = Picture.keep(team, encoding.encode(make_picture(1000, 500)))
    event = make_event(team, image_url=stored.address, picture_alt="The hall")
    shown = picture_presenter.shown(event)
    name = f"/media/pictures/{stored.public_id}"
    assert (shown.path, shown.alt) == (f"{name}-1000.jpg", "The hall")
    assert shown.webp_sizes == f"{name}-1000.webp 1000w, {name}-960.webp 960w, {name}-480.webp 480w"
    assert (shown.width, shown.height) == (1000, 500)
    assert picture_presenter.thumbnail(event) == f"{name}-480.jpg"


def test_linked_picture_is_not_shown(team):
    event = make_event(team, image_url="https://a.example/i.jpg")
    assert picture_presenter.shown(event) is picture_presenter.thumbnail(event) is None


def test_picture_that_was_fetched_for_an_app_has_one_size(team):
    image = EventImage.read(make_picture(), source_url="https://a.example/i.jpg")
    event = make_event(team, image_url=image.address)
    assert picture_presenter.shown(event).path == f"/media/{image.name}"
    assert picture_presenter.thumbnail(event) == f"/media/{image.name}"
    hidden = make_event(team, "Other", image_url=image.address, visibility="private")
    assert picture_presenter.shown(hidden) is None
