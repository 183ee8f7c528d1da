"""The groups of the reference, in the order of their pages."""

from dataclasses import dataclass

from app.language.texts import lazy_gettext as _


@dataclass(frozen=True)
class Group:
    """One page of the reference; ``name`` is its slug and its tag in the document."""

    name: str
    title: object
    text: object


GROUPS = (
    Group("events", _("Events"), _("Read and write a team's events, one or many at a time.")),
    Group("sync", _("Sync"), _("Changes since a mirror's last call.")),
    Group(
        "guests",
        _("Guests and bookings"),
        _("Who comes to a team's events: guest lists, check-in, and a mirror of bookings."),
    ),
    Group(
        "webhooks",
        _("Webhooks"),
        _("Be told of a team's changes, for as long as a permission lasts."),
    ),
    Group("feeds", _("Feeds"), _("Events for calendars and feed readers.")),
    Group(
        "people", _("People, teams, tickets"), _("The person behind a token, teams and tickets.")
    ),
    Group("oauth", _("OAuth 2.0"), _("Get, inspect and revoke tokens.")),
    Group("gancio", _("Gancio's API"), _("For apps written for Gancio.")),
    Group("eventpop", _("Eventpop's API"), _("For apps written for Eventpop.")),
    Group("event-temple", _("Event Temple's API"), _("For apps written for Event Temple.")),
)
