"""How dates and times read in each language."""

from datetime import UTC, date, datetime

import pytest

from app.language.current import force_locale
from app.web.language import date_formats

DAY = date(2027, 3, 6)
MOMENT = datetime(2027, 3, 6, 20, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "english", "german"),
    [
        ("date", "6 Mar 2027", "6. März 2027"),
        ("date with weekday", "Sat 6 Mar 2027", "Sa., 6. März 2027"),
        ("long date", "6 March 2027", "6. März 2027"),
        ("day", "6 Mar", "6. März"),
        ("day with weekday", "Sat 6 Mar", "Sa., 6. März"),
        ("long day", "6 March", "6. März"),
        ("long day with weekday", "Saturday 6 March", "Samstag, 6. März"),
        ("month", "March 2027", "März 2027"),
        ("short month", "Mar", "März"),
        ("weekday", "Saturday", "Samstag"),
        ("short weekday", "Sat", "Sa."),
    ],
)
def test_day(context, name, english, german):
    assert date_formats.format_day(DAY, name) == english
    with force_locale("de"):
        assert date_formats.format_day(DAY, name) == german


def test_moment_has_24_hours(context):
    assert date_formats.format_moment(MOMENT, time="second") == "6 Mar 2027, 20:05:09"
    assert date_formats.format_clock(MOMENT) == "20:05"
    with force_locale("de"):
        assert date_formats.format_moment(MOMENT) == "6. März 2027, 20:05"
        assert date_formats.format_clock(MOMENT) == "20:05"


def test_every_format_has_a_pattern_in_every_language(context):
    for locale in ("de", "fr", "pl", "ja"):
        with force_locale(locale):
            for name in date_formats.ENGLISH:
                assert date_formats.format_day(DAY, name) if name not in {"minute", "second"} else 1
