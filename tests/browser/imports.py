"""The preview of a personal calendar, with every outcome that an event of a file may have."""

from app.models.calendar_files.imports import file_reading, import_work
from tests.support.ics import calendar, event

BEFORE = calendar(
    event("SEQUENCE:3", uid="supper@x", title="Supper club"),
    event("LOCATION:Small hall", uid="choir@x", title="Choir practice, winter"),
    event(uid="walk@x", title="Harbour walk"),
)
NOW = calendar(
    event("SEQUENCE:2", uid="supper@x", title="Supper"),
    event("LOCATION:Great hall", uid="choir@x", title="Choir practice, summer"),
    event(uid="walk@x", title="Harbour walk"),
    event(uid="fair@x", title="Book fair with readings for children and grandparents"),
    event("CLASS:PRIVATE", uid="doctor@x", title="Doctor"),
    event(uid="nowhen@x", title="Date to be found", start=None),
    name="ana@example.org",
)


def make_import(team, person) -> dict[str, str]:
    """Import the calendar as it was, and preview what it is now; return the preview's id."""
    imported = _preview(team, BEFORE, person)
    imported.confirm(visibility="unlisted", by=person)
    while import_work.advance(imported):
        pass
    return {"import": _preview(team, NOW, person).public_id}


def _preview(team, data, person):
    file = file_reading.read(data, timezone="Europe/Rome")
    return file_reading.store(team, file, name="ana@example.org.ics", by=person)
