"""Zones as people name them."""

import pytest
from babel import Locale

from app.models.values import wall_time, zone_places
from app.models.values.errors import ValidationError


@pytest.fixture(autouse=True)
def page(app):
    """Messages are of a page."""
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("UTC", "UTC"),
        ("utc", "UTC"),
        (" europe/BERLIN ", "Europe/Berlin"),
        ("Europe / Berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("Berlin, Germany", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("new_york", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("sao paulo", "America/Sao_Paulo"),
        ("St. John's", "America/St_Johns"),
        ("Ho Chi Minh City", "Asia/Ho_Chi_Minh"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("munich", "Europe/Berlin"),
        ("Mumbai, India", "Asia/Kolkata"),
        ("Italy", "Europe/Rome"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("CET", "CET"),
    ],
)
def test_zone_is_found_by_its_name_its_city_or_its_country(typed, zone):
    assert zone_places.find(typed) == zone


@pytest.mark.parametrize(
    ("former", "current"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Calcutta", "Asia/Kolkata"),
        ("Etc/UTC", "UTC"),
        ("Zulu", "UTC"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("us/pacific", "America/Los_Angeles"),
        ("America/Indianapolis", "America/Indiana/Indianapolis"),
    ],
)
def test_former_name_is_the_current_one(former, current):
    assert zone_places.find(former) == current


def test_every_zone_is_found_by_its_own_name():
    names = wall_time.zone_names()
    assert {zone_places.find(name) for name in names} == set(map(zone_places.current_name, names))


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("Berln", "Europe/Berlin"),
        ("Tokio", "Asia/Tokyo"),
        ("Eastern", "America/New_York or America/Toronto"),
        ("Germany", "Europe/Berlin or Europe/Busingen"),
    ],
)
def test_what_names_no_single_zone_is_refused_with_the_nearest(typed, named):
    with pytest.raises(ValidationError) as refusal:
        zone_places.find(typed)
    assert refusal.value.field == "timezone"
    assert named in refusal.value.message
    assert typed in refusal.value.message


@pytest.mark.parametrize("typed", ["", "Europe", "Mars/Base", "../../etc/passwd", "\0", "Factory"])
def test_what_is_like_no_zone_is_refused(typed):
    with pytest.raises(ValidationError) as refusal:
        zone_places.find(typed)
    assert refusal.value.field == "timezone"


@pytest.mark.parametrize("typed", ["GMT+5", "GMT-5", "UTC+2"])
def test_offset_is_not_read_against_its_sign(typed):
    with pytest.raises(ValidationError):
        zone_places.find(typed)


def test_long_text_is_not_quoted_whole():
    with pytest.raises(ValidationError) as refusal:
        zone_places.find("Berlin " * 1000)
    assert len(refusal.value.message) < 300


def test_larger_cities_are_of_zones_that_exist():
    assert zone_places.LARGE_CITIES.keys() <= zone_places.cities().keys()


def test_label_names_the_city_and_its_country():
    assert zone_places.labels("Europe/Berlin", Locale("en"))[:2] == [
        "Berlin, Germany",
        "Cologne, Germany",
    ]
    assert zone_places.labels("UTC", Locale("en")) == ["UTC"]
