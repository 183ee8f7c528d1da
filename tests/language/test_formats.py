"""Numbers, durations and times read exactly as Babel writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from babel import dates, numbers

from app.language import formats
from app.language.current import force_locale
from app.web.language import date_formats

LANGUAGES = ("en", "de", "fr", "pl", "ja")
MOMENTS = [datetime(2027, 1, 3, tzinfo=UTC) + n * timedelta(days=29, hours=5) for n in range(14)]
SECONDS = [n for unit in formats.UNITS.values() for n in range(unit, 13 * unit, unit * 3 // 7 or 1)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_day_or_time_is_written_as_babel_does(context, language):
    patterns = {date_formats.pattern(language, name) for name in date_formats.ENGLISH}
    patterns |= {date_formats._joined(language, "date", "second"), "d MMM MMMM y", "EEEEE {d}"}
    with force_locale(language):
        for pattern in patterns:
            for moment in MOMENTS:
                expected = dates.format_datetime(moment, pattern, locale=language)
                assert formats.format_pattern(moment, pattern) == expected


def test_day_has_no_hour(context):
    assert formats.format_pattern(date(2027, 3, 6), "d MMM, HH:mm") == "6 Mar, 00:00"


@pytest.mark.parametrize("threshold", [0.85, 2])
@pytest.mark.parametrize("language", ["en", "de"])
def test_duration_is_written_as_babel_does(context, language, threshold):
    with force_locale(language):
        for seconds in [0, *SECONDS, *(-n for n in SECONDS)]:
            for direction in (False, True):
                kind = {"add_direction": direction, "threshold": threshold}
                expected = dates.format_timedelta(
                    timedelta(seconds=seconds), locale=language, **kind
                )
                assert formats.format_timedelta(timedelta(seconds=seconds), **kind) == expected


@pytest.mark.parametrize("number", [0, 7, 1234, -1234567, 12.5, 0.123456])
def test_number_has_the_separators_of_the_language(context, number):
    for language in ("en", "de", "en"):
        with force_locale(language):
            assert formats.format_decimal(number) == numbers.format_decimal(number, locale=language)


def test_share_is_in_percent(context):
    with force_locale("de"):
        assert formats.format_percent(0.25) == "25\N{NO-BREAK SPACE}%"
