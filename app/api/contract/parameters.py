"""The parameters in paths and queries of the API, by name."""

from collections.abc import Iterable

from app.api.feed_formats.formats import FORMATS
from app.api.http.query import DEFAULT_LIMIT, MAX_LIMIT
from app.language.texts import lazy_gettext as _
from app.models.event_queries.event_filter import MAX_TEXT, SEEN
from app.models.webhooks.webhook_types import TYPES
from app.openapi.operation import Parameter, Shape
from app.openapi.shapes import TEXT, one_of

MOMENT: Shape = {"type": "string", "examples": ["2027-03-27T19:00:00Z", "2027-03-27"]}
SEARCH: Shape = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}
SLUG: Shape = {"type": "string", "minLength": 1}
LIMIT: Shape = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}


def _path(name: str, text: object, example: object) -> Parameter:
    return Parameter(name, "path", text, SLUG, example)


def _query(name: str, text: object, shape: Shape) -> Parameter:
    return Parameter(name, "query", text, shape)


def _table(*parameters: Parameter) -> dict[str, Parameter]:
    return {parameter.name: parameter for parameter in parameters}


PATH = _table(
    _path("team", _("The team's slug, current or former."), "harbour-hall"),
    _path("team_slug", _("The team's slug, current or former."), "harbour-hall"),
    _path("event_slug", _("The event's slug."), "spring-night"),
    _path("slug", _("The event's slug."), "spring-night"),
    Parameter("format", "path", _("The extension of the URL."), one_of(*FORMATS), "ics"),
    _path("key", _("The link's key; anyone who has it can read the events."), "sd_feed_example"),
    _path("webhook_id", _("The webhook's id."), "whk_example"),
    _path("link_id", _("The link's id."), "fdl_example"),
    _path(
        "recurrence_id",
        _("The date of a series: its start in the series, in local time."),
        "2027-03-27T20:00:00",
    ),
    _path("code", _("The code of the ticket, as it is scanned."), "sd_tkt_example"),
    _path("number", _("The event's number."), "4217"),
    _path("name", _("Its number or its slug; for a picture, the file name."), "4217"),
)
QUERY = _table(
    _query("from", _("Leaves out events that end before this time."), MOMENT),
    _query("to", _("Leaves out events that start at this time or later."), MOMENT),
    _query("q", _("Words in title, summary or place."), SEARCH),
    _query("tag", _("Only events with this tag."), SEARCH),
    _query("status", _("Only events with this status."), one_of(*SEEN)),
    _query(
        "updated_since",
        _("Only events that changed since. For a mirror, use sync instead."),
        {**TEXT, "examples": ["2027-03-27T19:00:00Z"]},
    ),
    _query(
        "expand",
        _("occurrences: lists each date of a series; from and to at most 366 days apart."),
        one_of("occurrences"),
    ),
    _query(
        "include",
        _("next: adds next, the date of each event that is next and not over."),
        one_of("next"),
    ),
    _query(
        "order",
        _("next: orders by the next date and adds it; events without one come last."),
        one_of("next"),
    ),
    _query("scope", _("Which dates the call applies to."), one_of("one", "following", "all")),
    _query(
        "date",
        _("Only the dates that begin on this day, in the event's zone."),
        {**TEXT, "format": "date", "examples": ["2027-03-27"]},
    ),
    _query("limit", _("Rows per page."), LIMIT),
    _query("cursor", _("Where the next page begins; part of page.next."), TEXT),
    _query("sync_token", _("How far your mirror has read; leave it out to start over."), TEXT),
    _query("dry_run", _("true: only says what would happen."), one_of("true", "false")),
    _query(
        "visibility",
        _("Who may see new events: public, or private for a personal calendar, unless given."),
        one_of("public", "unlisted", "private"),
    ),
    _query("type", _("A type of webhook; event.upserted unless given."), one_of(*TYPES)),
    _query("timezone", _("The zone of times without one; otherwise the team's."), TEXT),
    _query(
        "wait",
        _("Seconds to wait for changes when there are none; requires sync_token."),
        {"type": "integer", "minimum": 0, "maximum": 25, "default": 0},
    ),
)


def in_query(names: Iterable[str]) -> tuple[Parameter, ...]:
    """The parameters with these names, in the order of the table; KeyError for an unknown one."""
    return tuple(QUERY[name] for name in sorted(names, key=list(QUERY).index))
