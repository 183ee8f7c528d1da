"""Instants are written in UTC and read with any offset."""

import pytest

from app.models.values.timestamps import parse_instant, rfc3339

NOON = 1_806_148_800  # 2027-03-27T12:00:00Z


def test_instant_is_written_with_z():
    assert rfc3339(NOON) == "2027-03-27T12:00:00Z"
    assert rfc3339(0) == "1970-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "2027-03-27T12:00:00Z",
        "2027-03-27t12:00:00z",
        "2027-03-27T12:00:00.999999999Z",
        "2027-03-27T13:00:00+01:00",
        "2027-03-27T13:00:00 01:00",
        "2027-03-27T07:30:00-04:30",
    ],
    ids=["UTC", "lower case", "fraction", "offset", "unencoded plus", "negative offset"],
)
def test_same_instant_is_read_from_every_form(text):
    assert parse_instant(text) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2027-03-27",
        "2027-03-27T12:00:00",
        "2027-03-27T12:00Z",
        "2027-02-30T12:00:00Z",
        "2027-03-27T24:00:00Z",
        "2027-03-27T12:00:00+99:00",
        "２027-03-27T12:00:00Z",
        "2027-03-27T12:00:00Z\n",
    ],
)
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the message varies with the reason
        parse_instant(text)
