"""Parameters and errors of a described route follow from its code."""

import pytest

from app.models.values.scopes import Permission
from app.openapi import headers, shapes
from app.openapi.operation import Answer, Named, Operation, Parameter, RequestBody
from app.openapi.routes import Route, list_routes

BODY = RequestBody(Named("Thing", shapes.TEXT), {})


def route(path="/things", *, answers=None, body=None, errors=None, **facts):
    """A route with nothing to say but ``facts``."""
    team = Parameter("team", "path", "The team.", shapes.TEXT)
    operation = Operation(
        *("things", "List things", ""),
        answers or {200: Answer("Things.")},
        errors=errors or {},
        path={"team": team},
        body=body,
    )
    plain = {"takes_token": False, "permission": None, "writes_once": False, "guesses_team": False}
    return Route("api.list_things", "GET", path, operation, **{**plain, **facts})


@pytest.mark.parametrize(
    ("facts", "statuses"),
    [
        ({}, [503]),
        ({"takes_token": True}, [400, 401, 403, 429, 503]),
        ({"path": "/{team}"}, [404, 503]),
        ({"body": BODY}, [400, 413, 503]),
        ({"body": BODY, "writes_once": True}, [400, 409, 413, 415, 503]),
        ({"answers": {200: Answer(""), 304: Answer("")}}, [412, 503]),
        ({"answers": {200: Answer(""), 503: Answer("")}}, []),
        ({"errors": {410: "Gone."}}, [410, 503]),
    ],
)
def test_errors_follow_from_the_route(facts, statuses):
    assert list(route(**facts).errors) == statuses


def test_route_that_guesses_the_team_takes_a_header_and_a_key():
    parameters = route("/{team}", writes_once=True, guesses_team=True).parameters
    assert [p.name for p in parameters] == ["team", headers.IDEMPOTENCY_KEY.name, headers.TEAM.name]


def test_smallest_scope_is_named():
    assert route().scope == ""
    assert route(permission=Permission.WRITE_EVENTS).scope == "events:write"


def test_every_described_route_of_the_app_is_listed_once(app):
    routes = list_routes(app)
    assert len({(r.method, r.path) for r in routes}) == len(routes)
    assert ("GET", "/api/v1/organizer/{team}/events") in {(r.method, r.path) for r in routes}
    assert list_routes(app) is routes
