"""Pictures of a team."""

import pytest

from app.extensions import db
from app.models.events.pictures import picture
from app.models.events.pictures.picture import Picture, PictureFile
from app.models.values.errors import ValidationError
from app.models.values.pictures import encoding
from tests.support.factories import make_team
from tests.support.pictures import make_picture


@pytest.fixture
def team(context):
    return make_team(slug="hall")


@pytest.fixture
def stored(team):
    return Picture.keep(team, encoding.encode(make_picture(1000, 500)))


def test_same_picture_is_stored_once_for_each_team(team, stored):
    again = encoding.encode(make_picture(1000, 500))
    assert Picture.keep(team, again) is stored
    assert Picture.keep(make_team(slug="owl"), again).address != stored.address


def test_address_names_the_widest_jpeg_and_leads_back_to_the_picture(team, stored):
    assert stored.address.endswith(f"/media/pictures/{stored.public_id}-1000.jpg")
    assert Picture.behind(team, stored.address) is stored
    for link in (
        None,
        "https://a.example/i.jpg",
        stored.address.replace("-1000.jpg", "-480.jpg"),
        stored.address.replace(".jpg", ".webp"),
        stored.address + "x",
    ):
        assert Picture.behind(team, link) is None
    assert Picture.behind(make_team(slug="owl"), stored.address) is None


def test_sizes_are_told_by_the_address_alone(stored):
    sizes = picture.sizes_of(stored.address)
    assert list(sizes) == [1000, 960, 480]
    for address in sizes.values():
        assert PictureFile.find(address.rpartition("/")[2]).media_type == "image/jpeg"
    assert picture.sizes_of("https://a.example/i.jpg") == {}


@pytest.mark.parametrize("name", ["", "x", "pic_x-480.jpg", "pic_x-480.gif", "pic_a-0.jpg", "\0"])
def test_unknown_names_find_nothing(context, name):
    assert PictureFile.find(name) is None


def test_team_stores_no_more_than_its_quota(team, stored, app, monkeypatch):
    stored.size = 500 * 1024**2
    db.session.flush()
    with pytest.raises(ValidationError) as error:
        Picture.keep(team, encoding.encode(make_picture()))
    assert error.value.field == "picture"
    assert "500 MB" in error.value.message
    assert Picture.keep(make_team(slug="owl"), encoding.encode(make_picture()))
