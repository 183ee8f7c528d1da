"""Reading an .ics file: which events come out of it, and which lines are refused."""

from datetime import datetime

import pytest

from app.models.calendar_files import ics_file
from app.models.calendar_files.ics_lines import Component, Line
from app.models.calendar_files.ics_properties import Properties
from app.models.calendar_files.vevent import MAX_UID
from tests.support.ics import calendar, event, read, read_one


def refused(*lines, **options):
    found = read(event(uid="good"), event(*lines, **options))
    assert [one.uid for one in found.events] == ["good"]
    (refusal,) = found.refusals
    assert refusal.line == 9
    return refusal


def test_event_has_everything_the_file_says():
    found = read_one(
        "DTEND;TZID=Europe/Rome:20270328T033000",
        "DESCRIPTION:Doors at 20\\, bar\\nuntil late",
        "LOCATION:Harbour Hall\\nPier 3\\, Genoa",
        "GEO:44.41;8.92",
        "URL:https://example.org/night",
        "CATEGORIES:Jazz,Late\\, loud",
        "CATEGORIES:Jazz",
        "CLASS:PRIVATE",
        "STATUS:TENTATIVE",
        "SEQUENCE:3",
        start="DTSTART;TZID=Europe/Rome:20270327T200000",
    )
    assert (found.start, found.end) == (datetime(2027, 3, 27, 20), datetime(2027, 3, 28, 3, 30))
    assert (found.timezone, found.all_day, found.line) == ("Europe/Rome", False, 4)
    assert found.description_html == "<p>Doors at 20, bar<br>until late</p>"
    assert (found.venue_name, found.venue_address) == ("Harbour Hall", "Pier 3, Genoa")
    assert (found.geo, found.url) == ((44.41, 8.92), "https://example.org/night")
    assert found.tags == ("Jazz", "Late, loud")
    assert (found.visibility, found.status, found.sequence) == ("private", "scheduled", 3)
    assert (found.recurrence, found.overrides) == (None, ())


def test_file_has_its_name_and_zone():
    found = read(event(), zone="Asia/Taipei")
    assert (found.name, found.timezone) == ("Demo", "Asia/Taipei")


@pytest.mark.parametrize(
    ("start", "line", "reason"),
    [
        (None, None, "DTSTART"),
        ("DTSTART:soon", None, "DTSTART"),
        ("DTSTART:20271332T000000", None, "DTSTART"),
        ("DTSTART:00010101T000000Z", None, "DTSTART"),
        ("DTSTART;VALUE=DATE:20270327T100000", None, "DTSTART"),
        ("DTSTART:20270327T100000Z", "DTSTART:20270328T100000Z", "more than one"),
        ("DTSTART:20270327T100000Z", "DTEND:20270327T090000Z", "before"),
        ("DTSTART:20270327T100000Z", "DURATION:-PT1H", "before"),
        ("DTSTART:20270327T100000Z", "DURATION:long", "DURATION"),
        ("DTSTART;TZID=Mars/Olympus:20270327T100000", None, "Mars/Olympus"),
        ("DTSTART;TZID=Europe:20270327T100000", None, "Europe"),
        ("DTSTART:20270327T100000Z", "RRULE:FREQ=WEEKLY;INTERVAL=x", "INTERVAL"),
        ("DTSTART:20270327T100000Z", "RRULE:FREQ=WEEKLY;BYDAY=MO;BYDAY=TU", "repeated"),
        ("DTSTART:20270327T100000Z", "RRULE:RSCALE=HEBREW;FREQ=YEARLY", "RSCALE"),
        ("DTSTART:20270327T100000Z", "RRULE:FREQ=WEEKLY;UNTIL=20270301T000000Z", "UNTIL"),
        ("DTSTART:20270327T100000Z", "RRULE:FREQ=HOURLY", "HOURLY"),
        ("DTSTART:20270327T100000Z", "RRULE:FREQ=MINUTELY;COUNT=5", "MINUTELY"),
        ("DTSTART:20270327T100000Z", "RRULE:FREQ=SECONDLY", "SECONDLY"),
        ("DTSTART:20270327T100000Z", "RRULE:FREQ=DAILY;COUNT=99999", "10000"),
        ("DTSTART:20270327T100000Z", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never"),
        ("DTSTART:20270327T100000Z", "RRULE:FREQ=WEEKLY;BYSETPOS=2", "never"),
        ("DTSTART:20270327T100000Z", "RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY", "more than one"),
        ("DTSTART:20270327T100000Z", "EXRULE:FREQ=DAILY", "EXRULE"),
        ("DTSTART:20270327T100000Z", "RDATE;VALUE=PERIOD:20270401T100000Z/soon", "RDATE"),
        ("DTSTART:20270327T100000Z", "RRULE:FREQ=DAILY\nEXDATE:never", "EXDATE"),
    ],
)
def test_bad_event_is_refused_alone(start, line, reason):
    refusal = refused(line, start=start)
    assert reason in refusal.reason
    assert (refusal.uid, refusal.title) == ("one@example.org", "Night")


def test_endless_uid_becomes_a_short_one_that_stays_the_same():
    first, again, other = (read_one(uid="u" * 300 + end) for end in ("", "", "x"))
    assert first.uid == again.uid != other.uid
    assert len(first.uid) <= MAX_UID


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("DESCRIPTION;ALTREP:Bring a friend", "Bring a friend"),
        ("DESCRIPTION;LANGUAGE=:Bring a friend", "Bring a friend"),
        ('DESCRIPTION;ALTREP="http://x/a;b:c":Bring a friend', "Bring a friend"),
        ('DESCRIPTION;ALTREP="http://x;LANGUAGE=en:Bring "a" friend', "//x;LANGUAGE=en:Bring"),
        ("DESCRIPTION ; LANGUAGE = en : Bring a friend", "Bring a friend"),
        ('DESCRIPTION;X-A="a^\'b^^":Bring a friend', "Bring a friend"),
        ("DESCRIPTION;;;=;:Bring a friend", "Bring a friend"),
    ],
)
def test_description_is_read_whatever_its_parameters_are(line, text):
    assert text in read_one(line).description_html


@pytest.mark.parametrize("tzid", ["", "=", '=""', "= "])
def test_time_with_an_empty_zone_is_in_utc_or_the_calendars_zone(tzid):
    found = read_one(start=f"DTSTART;TZID{tzid}:20270327T190000Z")
    assert (found.start, found.timezone) == (datetime(2027, 3, 27, 20), "Europe/Rome")


def test_parameter_loses_the_escapes_of_rfc_6868():
    component = Component("VEVENT", 1, [Line(2, 'X-A;CN="a^\'b^^c^nd":x')])
    assert Properties(component, frozenset({"X-A"})).first("X-A").parameter("CN") == 'a"b^c\nd'


def test_what_decorates_an_event_is_no_reason_to_lose_it():
    found = read_one("GEO:somewhere", "URL:javascript:alert(1)", "SEQUENCE:x", "X-ODD;;=:1")
    assert (found.geo, found.url, found.sequence) == (None, None, 0)


def test_of_two_versions_the_newer_counts_wherever_it_stands():
    old = event("SEQUENCE:1", "LAST-MODIFIED:20270102T000000Z", title="Old")
    new = event("SEQUENCE:2", "LAST-MODIFIED:20270101T000000Z", title="New")
    for parts in ((old, new), (new, old)):
        found = read(*parts)
        assert [one.title for one in found.events] == ["New"]
        assert [refusal.title for refusal in found.refusals] == ["Old"]


def test_event_without_uid_gets_the_same_one_each_time():
    once = read(event("DTSTAMP:20270101T000000Z", uid=None), event(uid=None, title="Other"))
    again = read(event("DTSTAMP:20280101T000000Z", uid=None))
    assert once.events[0].uid == again.events[0].uid != once.events[1].uid


def test_event_without_title_is_untitled():
    assert read_one(title=None).title == "Untitled event"
    assert read_one("SUMMARY: \\n ", title=None).title == "Untitled event"


def test_title_is_one_line_of_visible_text():
    assert (
        read_one(title="A\\, b\\nATTENDEE:x\u202e\x07 Cafe\u0301").title == "A, b ATTENDEE:x Café"
    )


def test_letters_split_by_a_fold_are_whole_again():
    data = calendar(event(title="世界盃"))
    where = data.index("世".encode()) + 1
    folded = data[:where] + b"\r\n " + data[where:]
    found = ics_file.read(folded, default_timezone="UTC")
    assert found.events[0].title == "世界盃"


def test_progress_is_told_to_its_end():
    told = []
    data = calendar(*(event(uid=str(number)) for number in range(250)))
    ics_file.read(data, default_timezone="UTC", progress=lambda *step: told.append(step))
    assert told == [(0, 250), (100, 250), (200, 250), (250, 250)]


def test_tasks_and_alarms_are_no_events():
    alarm = "BEGIN:VALARM\nUID:alarm\nSUMMARY:Alarm\nTRIGGER:-PT5M\nEND:VALARM"
    task = "BEGIN:VTODO\nUID:task\nRRULE:FREQ=SECONDLY\nEND:VTODO\n"
    found = read(task, event(alarm))
    assert [(one.uid, one.title) for one in found.events] == [("one@example.org", "Night")]


def test_event_that_is_only_said_to_be_gone_is_a_cancellation():
    gone = event("STATUS:CANCELLED", uid="gone", title=None)
    called_off = event("STATUS:CANCELLED", uid="off")
    found = read(gone, called_off)
    assert [(one.uid, one.status, one.is_cancellation) for one in found.events] == [
        ("gone", "cancelled", True),
        ("off", "cancelled", False),
    ]


def test_every_event_of_a_calendar_that_cancels_is_a_cancellation():
    cancels = calendar(event(), event("DTSTAMP:20270101T000000Z", uid="2", start=None, title=None))
    cancels = cancels.replace(b"VERSION:2.0", b"method: cancel")
    found = ics_file.read(calendar(event(uid="3")) + cancels, default_timezone="UTC")
    assert {one.uid: one.is_cancellation for one in found.events} == {
        "3": False,
        "one@example.org": True,
        "2": True,
    }
    assert found.refusals == ()


@pytest.mark.parametrize("method", ["PUBLISH", "request", "X-OTHER", ""])
def test_method_of_a_calendar_changes_nothing(method):
    data = calendar(event()).replace(b"VERSION:2.0", b"METHOD:" + method.encode())
    assert ics_file.read(data, default_timezone="Europe/Rome") == read(event())


def test_answer_to_an_invitation_is_refused():
    data = calendar(event()).replace(b"VERSION:2.0", b"METHOD:REPLY")
    found = ics_file.read(data, default_timezone="UTC")
    assert found.events == ()
    assert "REPLY" in found.refusals[0].reason


@pytest.mark.parametrize("status", ["NEEDS-ACTION", "MAYBE", "", "IN-PROCESS"])
def test_status_that_no_event_has_is_as_good_as_none(status):
    assert read_one(f"STATUS:{status}").status is None
    assert read_one("STATUS:CONFIRMED", "STATUS:CONFIRMED").status == "scheduled"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("DTSTART:20270327T190000Z", "DTEND;VALUE=DATE:20270328", (27, 20, 28, 0)),
        ("DTSTART:20270327T190000Z", "DTEND;VALUE=DATE:20270327", (27, 20, 27, 20)),
        ("DTSTART;VALUE=DATE:20270327", "DTEND:20270328T100000", (27, 0, 29, 0)),
        ("DTSTART;VALUE=DATE:20270327", "DTEND:20270327T100000Z", (27, 0, 28, 0)),
        ("DTSTART;VALUE=DATE:20270327", "DTEND:20270329T000000", (27, 0, 29, 0)),
        ("DTSTART;VALUE=DATE:20270327", "DURATION:PT5H", (27, 0, 28, 0)),
        ("DTSTART;VALUE=DATE:20270327", "DURATION:PT36H", (27, 0, 29, 0)),
    ],
)
def test_end_of_another_kind_than_the_start_is_understood(start, end, expected):
    found = read_one(end, start=start)
    got = (found.start.day, found.start.hour, found.end.day, found.end.hour)
    assert got == expected
    assert found.all_day == ("VALUE=DATE:" in start)


FAR = "DTSTART:89990101T200000Z"
TOO_FAR = {
    "days": event("DURATION:P99999W", start="DTSTART;VALUE=DATE:89990101"),
    "hours": event("DURATION:P99999W", start=FAR),
    "later-dates": event("RRULE:FREQ=YEARLY;INTERVAL=2", start="DTSTART:70000101T200000Z")
    + event("RECURRENCE-ID;RANGE=THISANDFUTURE:70020101T200000Z", start=FAR),
    "earlier-dates": event("RRULE:FREQ=DAILY", start=FAR)
    + event("RECURRENCE-ID;RANGE=THISANDFUTURE:19700101T200000Z", start=FAR),
}


@pytest.mark.parametrize("far", TOO_FAR.values(), ids=TOO_FAR)
def test_dates_beyond_the_calendar_are_refused_alone(far):
    found = read(event(uid="two"), far)
    assert "two" in [one.uid for one in found.events]
    assert [refusal.reason for refusal in found.refusals] == ["Its dates are too far away."]
