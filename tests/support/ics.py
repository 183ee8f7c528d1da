"""Calendars written for a test, and an independent reading of any calendar."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar

from app.models.calendar_files import ics_file

SAMPLES = Path(__file__).parents[2].parent / "shared" / "data" / "ics"
SHARED_FILES = sorted(SAMPLES.glob("*.ics"))  # none where they are not beside the project

# Outlook's way to name and define the zone of Rome and Berlin.
WEST_EUROPE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def event(*lines, uid="one@example.org", start="DTSTART:20270327T190000Z", title="Night"):
    """One VEVENT; None leaves a line out."""
    named = (f"{name}:{value}" for name, value in (("UID", uid), ("SUMMARY", title)) if value)
    rest = [line for line in (start, *lines) if line]
    return "\n".join(["BEGIN:VEVENT", *named, *rest, "END:VEVENT", ""])


def calendar(*parts, zone=None, name="Demo"):
    """The bytes of a calendar with these components."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"X-WR-CALNAME:{name}"]
    head += [f"X-WR-TIMEZONE:{zone}"] if zone else []
    text = "\n".join([*head, "".join(parts).rstrip("\n"), "END:VCALENDAR", ""])
    return text.replace("\n", "\r\n").encode()


def read(*parts, zone=None, default="Europe/Rome"):
    """What comes out of a calendar with these components."""
    return ics_file.read(calendar(*parts, zone=zone), default_timezone=default)


def read_one(*lines, **options):
    """The one event of a calendar that holds nothing else."""
    found = read(event(*lines, **options))
    assert found.refusals == ()
    return found.events[0]


def read_independently(data, display):
    """(uid, title, first day or instant) of every VEVENT, as the icalendar library reads them."""
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return [(str(e["UID"]), str(e["SUMMARY"]), _when(e["DTSTART"].dt, display)) for e in events]


def _when(start, display):
    if not isinstance(start, datetime):
        return start
    aware = start if start.tzinfo else start.replace(tzinfo=ZoneInfo(display))
    return int(aware.astimezone(UTC).timestamp())
