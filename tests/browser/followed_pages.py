"""The pages of calendars that a team follows."""

from tests.browser import deeds
from tests.browser.shown import Shown

HALL = "/teams/harbour-hall"
CALENDAR = HALL + "/calendars/{calendar}"

FOLLOWED = (
    Shown("import, followed calendars", f"{HALL}/events/import", "olivia"),
    Shown("event, followed", f"{HALL}/events/{{followed_event}}", "olivia"),
    Shown("follow a calendar", f"{HALL}/calendars/new", "olivia"),
    Shown("follow, refused", f"{HALL}/calendars/new", "olivia", 422, deeds.press("Follow this")),
    Shown("followed calendar", CALENDAR, "olivia"),
    Shown("stop following", f"{CALENDAR}/remove", "olivia"),
    Shown("cancel missing events", f"{CALENDAR}/missing", "olivia"),
)
