"""The content of an event, checked."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.models.events.event_details import EventDetails
from app.models.values.errors import ValidationError

START = datetime(2027, 3, 27, 20, 0)
DETAILS = EventDetails("Walk", START, START + timedelta(hours=3), "Europe/Rome")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "a" * 201}, "title"),
        ({"status": "gone"}, "status"),
        ({"visibility": "secret"}, "visibility"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"end": START - timedelta(seconds=1)}, "end"),
        ({"end": START + timedelta(days=367)}, "end"),
        ({"start": datetime(1969, 12, 31)}, "start"),
        ({"venue_country": "ITA"}, "venue_country"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://[::1"}, "url"),
        ({"online_url": "https://a.example/ b"}, "online_url"),
        ({"tags": tuple(map(str, range(21)))}, "tags"),
        ({"tags": ("a" * 41,)}, "tags"),
    ],
)
def test_refusal_names_the_field(context, changes, field):
    with pytest.raises(ValidationError) as refusal:
        replace(DETAILS, **changes).checked()
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("changes", "values"),
    [
        ({"title": "  A walk "}, {"title": "A walk"}),
        ({"venue_country": " it "}, {"venue_country": "IT"}),
        ({"summary": "  "}, {"summary": None}),
        ({"tags": ("a", " a ", "", "b")}, {"tags": ("a", "b")}),
        ({"description_html": "<script>x</script><p>Hi"}, {"description_html": "<p>Hi</p>"}),
    ],
    ids=["title", "country", "empty", "tags", "html"],
)
def test_values_are_normalised(context, changes, values):
    checked = replace(DETAILS, **changes).checked()
    assert {name: getattr(checked, name) for name in values} == values


def test_skipped_local_time_is_refused_or_moves_forward(context):
    skipped = replace(DETAILS, start=datetime(2027, 3, 28, 2, 30), end=datetime(2027, 3, 28, 4, 0))
    with pytest.raises(ValidationError):
        skipped.checked()
    assert skipped.checked(strict=False).starts_at == skipped.starts_at


def test_position_goes_with_the_venue(context):
    hall = replace(DETAILS, venue_name="Hall", latitude=1.0, longitude=2.0)
    assert replace(hall, title="Run").after(hall).latitude == 1.0
    assert replace(hall, venue_name="Park").after(hall).latitude is None
