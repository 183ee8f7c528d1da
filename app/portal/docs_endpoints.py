"""The reference's table: every endpoint for programs, what it needs, what it answers."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from app.models import scopes


@dataclass(frozen=True)
class Endpoint:
    """One address. ``scope`` is the least that it takes; empty where no token is needed."""

    method: str
    path: str
    answer: object
    scope: str = ""


ANY_TOKEN = "any"
OAUTH = (
    Endpoint("GET", "/oauth/authorize", _("The consent page; sends the browser back with a code.")),
    Endpoint("POST", "/oauth/token", _("Tokens for a code, a refresh token or the app itself.")),
    Endpoint("POST", "/oauth/revoke", _("{} once a token and its pair are ended.")),
    Endpoint("POST", "/oauth/introspect", _("Whether one of your tokens is active, and for what.")),
    Endpoint("POST", "/oauth/register", _("A new app, 201 (RFC 7591); JSON.")),
    Endpoint(
        "GET",
        "/oauth/token/info",
        _("The token's person, scopes and seconds left."),
        ANY_TOKEN,
    ),
    Endpoint(
        "GET",
        "/.well-known/oauth-authorization-server",
        _("These addresses, for libraries (RFC 8414)."),
    ),
)
API = (
    Endpoint(
        "GET", "/api/v1/organizer/events", _("The events of the token's team."), "events:read"
    ),
    Endpoint(
        "GET", "/api/v1/organizer/{team}/events", _("The same, by the team's name."), "events:read"
    ),
    Endpoint("GET", "/api/v1/organizer/{team}/events/{slug}", _("One event."), "events:read"),
    Endpoint(
        "GET",
        "/api/v1/organizer/events/changes",
        _("What happened since you last asked."),
        "events:read",
    ),
    Endpoint(
        "GET",
        "/api/v1/organizer/{team}/events/changes",
        _("The same, by the team's name."),
        "events:read",
    ),
    Endpoint("POST", "/api/v1/organizer/events", _("A new event, 201."), "events:write"),
    Endpoint(
        "POST",
        "/api/v1/organizer/{team}/events",
        _("The same, by the team's name."),
        "events:write",
    ),
    Endpoint(
        "PUT", "/api/v1/organizer/{team}/events/{slug}", _("The whole event."), "events:write"
    ),
    Endpoint(
        "PATCH", "/api/v1/organizer/{team}/events/{slug}", _("Some of its members."), "events:write"
    ),
    Endpoint(
        "DELETE", "/api/v1/organizer/{team}/events/{slug}", _("Takes it off, 204."), "events:write"
    ),
    Endpoint(
        "POST",
        "/api/v1/organizer/events/bulk",
        _("Up to 100 new or changed events, a result for each."),
        "events:write",
    ),
    Endpoint(
        "POST",
        "/api/v1/organizer/{team}/events/bulk",
        _("The same, by the team's name."),
        "events:write",
    ),
    Endpoint("GET", "/api/v1/teams", _("The teams that the token reaches."), ANY_TOKEN),
    Endpoint("GET", "/api/v1/me", _("The person who gave the token."), "profile:read"),
    Endpoint("GET", "/api/v1/tickets", _("The tickets that this person holds."), "tickets:read"),
)
DIALECTS = (
    Endpoint("GET", "/authorize", _("Gancio: another address of the consent page.")),
    Endpoint("POST", "/api/client", _("Gancio: an app registers itself.")),
    Endpoint("POST", "/api/event", _("Gancio: adds an event."), "events:write"),
    Endpoint("PUT", "/api/event", _("Gancio: changes the event in id."), "events:write"),
    Endpoint("DELETE", "/api/event/{id}", _("Gancio: deletes it; OK."), "events:write"),
    Endpoint("GET", "/api/events", _("Gancio: public events, for everybody.")),
    Endpoint("GET", "/api/event/detail/{id}", _("Gancio: one of them.")),
    Endpoint("GET, POST", "/api/public/me", _("Eventpop: the person."), "profile:read"),
    Endpoint("GET, POST", "/api/public/tickets", _("Eventpop: their tickets."), "tickets:read"),
    Endpoint("GET", "/v2/organizations", _("Event Temple: the token's teams."), "crm_read"),
    Endpoint("GET", "/v2/bookings", _("Event Temple: a team's bookings."), "crm_read"),
)
EVERY_ENDPOINT = (*OAUTH, *API, *DIALECTS)


def added_by(scope: str) -> list[Endpoint]:
    """Those of ``opened_by`` that the scopes it includes do not open."""
    included = [one for name in scopes.SCOPES[scope].implies for one in opened_by(name)]
    return [endpoint for endpoint in opened_by(scope) if endpoint not in included]


def opened_by(scope: str) -> list[Endpoint]:
    """The endpoints that a token with this scope alone may call."""
    permitted = scopes.permissions({scope})
    return [
        endpoint
        for endpoint in EVERY_ENDPOINT
        if endpoint.scope in scopes.SCOPES and scopes.permissions({endpoint.scope}) <= permitted
    ]
