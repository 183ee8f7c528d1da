"""Asks the application what /openapi.json promises, with requests that Schemathesis makes up."""

import threading
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.extensions import db
from app.models.feeds.feed_link import FeedLink
from app.models.recurrence.recurrence import Recurrence
from app.models.teams.membership import Membership
from tests.support import ics
from tests.support.factories import (
    make_client,
    make_event,
    make_grant,
    make_team,
    make_ticket,
    make_tokens,
)
from tests.support.private_links import make_link

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
FOR_APPS = ("/oauth/token", "/oauth/introspect", "/oauth/revoke")
EVERYTHING = "crm_manage events:write profile:read tickets:read"
# Values that are right wherever they are taken: alone, chance would hardly find one.
GOOD = {
    "grant_type": ["refresh_token", "client_credentials"],
    "title": ["Lantern walk", "Ünï <b>code</b> 🎺"],
    "start": [{"local": "2027-03-27T20:00:00", "timezone": "Europe/Rome"}, {"utc": "2027-03-27Z"}],
    "end": [{"local": "2027-03-28T01:00:00", "timezone": "Europe/Rome"}, None],
    "status": ["draft", "cancelled", "scheduled"],
    "all_day": [False],
    "venue": [{"name": "Old Harbour", "geo": {"lat": 44.4, "lon": 8.9}}, None],
    "recurrence": [{"rrule": "FREQ=WEEKLY;COUNT=3"}, {"rdates": ["2027-04-01"]}, None],
    "external_ref": ["row-7"],
    "start_datetime": [1806174000, "1806174000"],
    "place_name": ["Old Harbour"],
    "place_address": ["Molo Vecchio"],
    "events": [[{"title": "A", "start": {"utc": "2027-03-27T19:00:00Z"}}, {"title": "B"}, 7]],
    "client_name": ["Poster Board"],
    "redirect_uris": [["https://a.example/cb"], "https://a.example/cb"],
    "from": ["2027-03-01"],
    "limit": [1, 2],
    "expand": ["occurrences"],
    "to": ["2027-06-01"],
}
CONFIG = {"generation": {"with-security-parameters": False}}  # tokens are ours
NOTHING_LEARNT = FeedbackSources()  # so that the same number asks the same
# Calendars that are read, that are read in part, and that are none.
FILES = [ics.calendar(ics.event()), ics.calendar(ics.event(), ics.event(start="")), b"none"]
schemathesis.openapi.media_type("text/calendar", st.sampled_from(FILES) | st.binary())
CASES = st.sampled_from((GenerationMode.POSITIVE, GenerationMode.NEGATIVE))


@dataclass
class World:
    """What there is to ask about, by the name of the parameter that may say it."""

    tokens: list[str] = field(default_factory=list)
    known: dict[str, list[str]] = field(default_factory=dict)


def make_world() -> World:
    """Two teams with events of every state, and tokens that reach little, much and nothing."""
    team, other = make_team(slug="harbour-hall"), make_team(slug="night-owl")
    owner = Membership.list_of(team)[0].user
    events = make_events(team, other)
    make_ticket(events[0], owner)
    made, secret = make_client(scopes=EVERYTHING, profile="eventpop")
    tokens = [make_tokens(make_grant(made, owner, team, scopes=EVERYTHING))]
    for names in ("events:read", "profile:read", "crm_read tickets:read"):
        reader, _secret = make_client(scopes=names)
        tokens.append(make_tokens(make_grant(reader, owner, team, scopes=names)))
    # To be spent and ended: what the others are asked with stays.
    spare = [make_tokens(make_grant(made, owner, team, scopes=EVERYTHING)) for _ in range(3)]
    links = make_links(made, team, other)
    db.session.commit()
    return World(
        [tokens[0][0]] * 8 + ["", "sd_at_wrong"] + [access for access, _refresh in tokens[1:]],
        {
            "team": [team.slug] * 5 + [other.slug],
            "slug": [event.slug for event in events],
            "number": [str(event.id) for event in events],
            "name": [str(event.id) for event in events],
            "client_id": [made.client_id],
            "client_secret": [secret],
            "redirect_uri": made.registered_uris(),
            "refresh_token": [refresh for _access, refresh in spare],
            "token": [text for pair in spare for text in pair],
            "X-API-ORG": [team.public_id] * 5 + [other.slug],
            "id": [str(event.id) for event in events],
            **links,
            "team_slug": [team.slug],
            "event_slug": [event.slug for event in events],
            "recurrence_id": ["2027-03-27T20:00:00", "2027-04-03T20:00:00"],
            **GOOD,
        },
    )


def learn(app, world) -> None:
    """Add to what is known what only answers tell: where lists go on."""
    client, proof = app.test_client(), {"Authorization": f"Bearer {world.tokens[0]}"}
    for path in ("events", "events/changes"):
        page = client.get(f"/api/v1/organizer/{path}?limit=1", headers=proof).json
        cursor = parse_qs(urlsplit(page["page"]["next"]).query)["cursor"]
        world.known["cursor"] = world.known.get("cursor", []) + cursor
    whole = client.get("/api/v1/organizer/events?limit=200", headers=proof).json
    world.known["sync_token"] = [whole["sync_token"]]


def make_events(team, other) -> list:
    """Events in every state, series, a hidden one and one of the other team."""
    states = ("scheduled", "cancelled", "postponed", "draft")
    events = [make_event(team, f"Night {state}", status=state) for state in states]
    events += [make_event(team, f"Evening {number}") for number in range(30)]
    events += [make_event(team, "Hidden", visibility="private"), make_event(other, "Owls")]
    weekly = Recurrence(rrule="FREQ=WEEKLY;COUNT=30")
    events += [make_event(team, f"Class {number}", recurrence=weekly) for number in range(30)]
    return events


def make_links(client, team, other) -> dict[str, list[str]]:
    """Private links of the app, of a member and of another team, and one that has ended."""
    owner = Membership.list_of(team)[0].user
    links = [make_link(team, owner, client=client), make_link(team), make_link(other)]
    ended = make_link(team)
    FeedLink.find_of(team, ended.id).revoke()
    return {
        "link_id": [link.id for link in links],
        "key": [link.key for link in (*links, ended)],
    }


def load(app):
    """The document as Schemathesis reads it. Nobody waits for news meanwhile."""
    app.extensions["waiting"] = threading.Semaphore(0)
    config = SchemathesisConfig.from_dict(CONFIG)
    return schemathesis.openapi.from_wsgi("/openapi.json", app, config=config)


def find_broken_promises(operation, world, exact, *, count, number) -> dict[str, str]:
    """Ask ``count`` times, in an order that ``number`` decides; what was broken, and by what."""
    broken: dict[str, str] = {}

    @seed(number)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def ask(data):
        case = data.draw(operation.as_strategy(data.draw(CASES), feedback=NOTHING_LEARNT))
        fill_in(case, world, data)
        response = case.call(headers=prove(case, world, data))
        try:
            case.validate_response(response, checks=CHECKS)
            exact.check(operation, response)
        except FailureGroup as group:
            for failure in group.exceptions:
                broken.setdefault(told(failure, response), case.as_curl_command())
        except Failure as failure:
            broken.setdefault(told(failure, response), case.as_curl_command())

    ask()
    return broken


def fill_in(case, world, data) -> None:
    """Let most of the values that name something name what there is."""
    body = case.body if isinstance(case.body, dict) else {}
    for values in (case.path_parameters, case.query, case.headers, body):
        for name in [name for name in values or {} if name in world.known]:
            if data.draw(st.integers(0, 9)) < 8:
                values[name] = data.draw(st.sampled_from(world.known[name]))


def prove(case, world, data) -> dict[str, str]:
    """The header with a token or, where apps show who they are, mostly the app's credentials."""
    if case.path in FOR_APPS and data.draw(st.integers(0, 9)) < 8 and isinstance(case.body, dict):
        for name in ("client_id", "client_secret"):
            case.body.pop(name, None)
        pair = f"{world.known['client_id'][0]}:{world.known['client_secret'][0]}"
        return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
    token = data.draw(st.sampled_from(world.tokens))
    return {"Authorization": f"Bearer {token}"} if token else {}


def told(failure, response) -> str:
    """One line for one kind of broken promise."""
    return f"{response.status_code} {failure.title}: {' '.join(failure.message.split())[:300]}"


class Exact:
    """Answers have the members that their shapes name, and no other that nobody is told about."""

    def __init__(self, document):
        """Close every shape of ``document``."""
        self._document = document
        self._validators = {}
        close(document["components"]["schemas"])

    def check(self, operation, response) -> None:
        """Raise Failure when a good answer has another member."""
        described = operation.definition.raw["responses"].get(str(response.status_code), {})
        shape = described.get("content", {}).get("application/json", {}).get("schema")
        if response.status_code >= 300 or not shape:
            return
        whole = {**self._document, **shape}
        errors = list(Draft202012Validator(whole).iter_errors(response.json()))
        if errors:
            message = f"{errors[0].json_path}: {errors[0].message}"
            raise Failure(operation=operation.label, title="Untold member", message=message)


def close(shape) -> None:
    """Let objects with named members have no others, wherever they stand."""
    if isinstance(shape, list):
        for one in shape:
            close(one)
    elif isinstance(shape, dict):
        if isinstance(shape.get("properties"), dict):
            shape.setdefault("additionalProperties", False)
        for one in shape.values():
            close(one)
