"""The values in paths and queries of the API, each told once, by name."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _

from app.api.feed_formats.formats import FORMATS
from app.api.http.query import DEFAULT_LIMIT, MAX_LIMIT
from app.models.event_queries.event_filter import MAX_WORDS, SEEN
from app.openapi.operation import Parameter, Shape
from app.openapi.shapes import TEXT, one_of

MOMENT: Shape = {"type": "string", "examples": ["2027-03-27T19:00:00Z", "2027-03-27"]}
WORDS: Shape = {"type": "string", "minLength": 1, "maxLength": MAX_WORDS}
SLUG: Shape = {"type": "string", "minLength": 1}
LIMIT: Shape = {
    "type": "integer",
    "minimum": 1,
    "maximum": MAX_LIMIT,
    "default": DEFAULT_LIMIT,
}


def _path(name: str, text: object, example: object) -> Parameter:
    return Parameter(name, "path", text, SLUG, example)


def _query(name: str, text: object, shape: Shape) -> Parameter:
    return Parameter(name, "query", text, shape)


def _table(*parameters: Parameter) -> dict[str, Parameter]:
    return {one.name: one for one in parameters}


PATH = _table(
    _path("team", _("The team's slug, present or former."), "harbour-hall"),
    _path("team_slug", _("The team's slug, present or former."), "harbour-hall"),
    _path("event_slug", _("The event's slug."), "spring-night"),
    _path("slug", _("The event's slug."), "spring-night"),
    Parameter("format", "path", _("The end of the address."), one_of(*FORMATS), "ics"),
    _path("key", _("The link's key; whoever has it reads the events."), "sd_feed_example"),
    _path("link_id", _("The link's id."), "fdl_example"),
    _path(
        "recurrence_id",
        _("Which date of a series: when the series has it, on the clocks of its zone."),
        "2027-03-27T20:00:00",
    ),
    _path("number", _("The event's number."), "4217"),
    _path("name", _("Its number or its slug; of a picture, the end of its address."), "4217"),
)
QUERY = _table(
    _query("from", _("What is over before this is left out."), MOMENT),
    _query("to", _("What starts at this time or later is left out."), MOMENT),
    _query("q", _("Words that stand in title, summary or place."), WORDS),
    _query("tag", _("Only with this tag."), WORDS),
    _query("status", _("Only with this status."), one_of(*SEEN)),
    _query(
        "updated_since",
        _("Only what has changed since. For a mirror, sync is the better way."),
        {**TEXT, "examples": ["2027-03-27T19:00:00Z"]},
    ),
    _query(
        "expand",
        _("occurrences: series date by date, from and to at most 366 days apart."),
        one_of("occurrences"),
    ),
    _query("scope", _("Which dates it is about."), one_of("one", "following", "all")),
    _query("limit", _("Rows a page."), LIMIT),
    _query("cursor", _("Where the next page begins; it stands in page.next."), TEXT),
    _query("sync_token", _("How far you have come; leave it out to start anew."), TEXT),
    _query(
        "wait",
        _("Seconds to wait for news when there are none, with sync_token."),
        {"type": "integer", "minimum": 0, "maximum": 25, "default": 0},
    ),
)


def in_query(names: Iterable[str]) -> tuple[Parameter, ...]:
    """The parameters with these names, in the order of the table.

    Raises LookupError for one that nobody has told about.
    """
    wanted = set(names)
    if untold := wanted - QUERY.keys():
        raise LookupError(f"Add to app/api/contract/parameters.py: {', '.join(sorted(untold))}")
    return tuple(one for name, one in QUERY.items() if name in wanted)
