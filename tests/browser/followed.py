"""Calendars that Harbour Hall follows: one in sync, one that fails and lost most of its events."""

import time

from app.models.calendar_subscriptions import subscription_reading
from tests.browser.imports import make_import
from tests.support import calendars
from tests.support.calendars import vevent

HOUR = 3600  # seconds


def follow_calendars(team, person) -> dict[str, str]:
    """Follow both, and preview a file; return the ids of the one in trouble and of the preview."""
    in_sync = calendars.take(team, "lantern walk", url="https://town.example/events.ics")
    in_sync.name, in_sync.added_by = "Town calendar", person
    broken = vevent("jam", "Jam session", "20301340T990000")
    titles = ("choir practice", "swing night", "film club", "story hour")
    calendars.take(team, *titles, broken, url=calendars.ADDRESS)
    row = calendars.take(team, "choir practice", broken, url=calendars.ADDRESS)
    row.name, row.added_by = "Programme of the cultural association", person
    subscription_reading.note_failure(
        row, "It answers 404: the calendar is gone, or has another address now."
    )
    row.failing_since_at = int(time.time()) - 5 * HOUR
    followed = {"calendar": row.public_id, "followed_event": "swing-night"}
    return {**followed, **make_import(team, person)}
