"""Recurrence and overrides as stored values."""

from datetime import datetime

import pytest

from app.models.recurrence.recurrence import MAX_DATES, Override, Recurrence
from app.models.values.errors import ValidationError

START = datetime(2027, 3, 27, 20, 0)


@pytest.mark.parametrize(
    "value",
    [
        Recurrence("FREQ=DAILY"),
        Recurrence(None, rdates=("2027-04-01T20:00:00",)),
        Recurrence("FREQ=WEEKLY", exdates=("2027-04-03", "2027-04-10")),
    ],
    ids=["rule", "dates", "exceptions"],
)
def test_recurrence_survives_being_stored(value):
    value.check(start=START)
    assert Recurrence.from_json(value.to_json()) == value


def test_no_recurrence_is_stored_as_none():
    assert Recurrence.from_json(None) is None


def test_overrides_survive_being_stored():
    overrides = (
        Override("2027-04-03T20:00:00", START, START, status="cancelled"),
        Override("2027-04-10T20:00:00", START, START, title="Déjà vu", venue_name="Hall"),
    )
    assert Override.list_from_json(Override.list_to_json(overrides)) == overrides


@pytest.mark.parametrize(
    "value",
    [
        Recurrence("FREQ=SECONDLY"),
        Recurrence("FREQ=DAILY", exdates=("2027-04-03",) * (MAX_DATES + 1)),
        Recurrence("FREQ=DAILY", exdates=("soon",)),
        Recurrence(None, rdates=("2027-04-01T20:00:00Z",)),
    ],
    ids=["runaway", "too-many-dates", "no-date", "not-a-wall-time"],
)
def test_recurrence_nobody_should_work_out_is_refused(value):
    with pytest.raises(ValidationError) as refusal:
        value.check(start=START)
    assert refusal.value.field == "recurrence"
