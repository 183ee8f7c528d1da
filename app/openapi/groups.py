"""The groups of the reference, in the order of their pages."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class Group:
    """One page of the reference; ``name`` is its address and its tag in the document."""

    name: str
    title: object
    text: object


GROUPS = (
    Group("events", _("Events"), _("A team's events: read them, write them, many at once.")),
    Group("sync", _("Sync"), _("What happened since a mirror last asked.")),
    Group("feeds", _("Feeds"), _("The same events for calendars and other readers.")),
    Group("people", _("People, teams, tickets"), _("Who gave the token, and what it reaches.")),
    Group("oauth", _("OAuth 2.0"), _("Tokens: to get them, to ask about them, to end them.")),
    Group("gancio", _("Gancio's API"), _("For apps that were written for Gancio.")),
    Group("eventpop", _("Eventpop's API"), _("For apps that were written for Eventpop.")),
    Group(
        "event-temple",
        _("Event Temple's API"),
        _("For apps that were written for Event Temple."),
    ),
)
