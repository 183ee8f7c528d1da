"""The pages of calendars that a team follows."""

from tests.browser import deeds
from tests.browser.shown import Shown

HALL = "/teams/harbour-hall"
CALENDAR = HALL + "/calendars/{calendar}"

FOLLOWED = (
    Shown("import, calendar subscriptions", f"{HALL}/events/import", "olivia"),
    Shown("event, followed", f"{HALL}/events/{{followed_event}}", "olivia"),
    Shown("subscribe to a calendar", f"{HALL}/calendars/new", "olivia"),
    Shown(
        "subscribe, refused",
        f"{HALL}/calendars/new",
        "olivia",
        422,
        deeds.press("Subscribe to this"),
    ),
    Shown("calendar subscription", CALENDAR, "olivia"),
    Shown("unsubscribe", f"{CALENDAR}/remove", "olivia"),
    Shown("cancel missing events", f"{CALENDAR}/missing", "olivia"),
)
