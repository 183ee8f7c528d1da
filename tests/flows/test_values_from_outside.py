"""Every value from outside is checked before it is stored, by every door and for both databases.

A table of calls that are right; each of their values is spoilt in turn. The answer is a 4xx in the
caller's own format that changes nothing, or the value was accepted and is stored without what was
added.
"""

import json
import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import event

from app.database import stored_text
from app.database.stored_text import UnstorableTextError
from app.database.write_behind import Deferred
from app.demo.page import Page
from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.teams.team import Team
from app.web.errors import is_for_programs
from tests.browser.cast import email_of, make_cast
from tests.browser.pages import EVERY_PAGE
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.databases import ENGINES
from tests.support.outside_values import PATHS, encode, form, next_of, spoil_fields, spoil_json
from tests.support.recorded_acts import NOUNS

pytestmark = pytest.mark.both_databases

WRITE = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
EVENT = {
    "title": "Spring night",
    "summary": "In short",
    "description": {"html": "<p>At length</p>"},
    "start": {"local": "2027-03-20T20:00:00", "timezone": "Europe/Rome"},
    "end": {"local": "2027-03-20T22:00:00", "timezone": "Europe/Rome"},
    "all_day": False,
    "status": "scheduled",
    "visibility": "public",
    "venue": {
        "name": "Hall",
        "address": "Quay 1",
        "city": "Genoa",
        "country": "IT",
        "geo": {"lat": 44.4, "lon": 8.9},
    },
    "tags": ["jazz"],
    "image": "https://a.example/i.png",
    "image_alt": "The quay at night",
    "offers": {"url": "https://a.example/t", "price": "12.50", "currency": "EUR"},
    "organizer": {"name": "Jazz club", "url": "https://a.example/club"},
    "performers": [{"name": "Mara", "url": "https://a.example/mara"}],
    "url": "https://a.example/",
    "online_url": "https://a.example/live",
    "external_ref": "ref-1",
    "recurrence": {"rrule": "FREQ=WEEKLY;COUNT=3"},
}
GANCIO = {
    "title": "Spring night",
    "start_datetime": 1805480000,
    "end_datetime": 1805483600,
    "description": "<p>At length</p>",
    "place_name": "Hall",
    "place_address": "Quay 1",
    "tags": ["jazz"],
    "image_url": "https://a.example/i.png",
    "online_locations": ["https://a.example"],
}
MANIFEST = {
    "client_name": "Tide",
    "redirect_uris": ["https://a.example/cb"],
    "client_uri": "https://a.example",
    "scope": "events:read",
    "token_endpoint_auth_method": "none",
    "grant_types": ["authorization_code"],
    "response_types": ["code"],
    "contacts": ["ana@a.example"],
    "logo_uri": "https://a.example/logo.png",
}
HEADERS = (
    *("User-Agent", "X-Request-ID", "X-API-ORG", "If-None-Match", "If-Match", "Authorization"),
    *("If-Modified-Since", "Idempotency-Key", "Accept-Language", "Cookie", "Date", "Range"),
)
HEADER_VALUES = (
    "x\xff\xfe",
    "x" * 20_000,
    "x\x85y",
    "x\0y",
    "Bearer \xff",
    "Basic gID/",
    "9" * 5000,
)
QUERY = "cursor since q from to tag limit max tags places expand wait status after access_token"


class Outside:
    """Callers of an app whose transactions end without a commit: each call meets the same rows."""

    def __init__(self, app, home, monkeypatch):
        """Make the rows, then let nothing more be stored."""
        self.app, self.browsers, self.second_line = app, {}, []
        with app.app_context():
            self.words = make_cast(home, "http://localhost")
            self._make_tokens()
            db.session.commit()
            event.listen(db.engine, "before_cursor_execute", self._note)
        app.register_error_handler(UnstorableTextError, self._note_second_line)
        monkeypatch.setattr(db.session, "commit", self._flush)
        self.written, self.kept = set(), set()

    def _make_tokens(self):
        owner, hall = User.find_by_email(email_of("olivia")), Team.find("harbour-hall")
        std, secret = factories.make_client(
            name="Standard", scopes="events:write events:read profile:read tickets:read"
        )
        grant = factories.make_grant(std, owner, hall, scopes=std.scopes)
        self.token, self.refresh = factories.make_tokens(grant)
        self.code = factories.make_code(grant, code_challenge=flow.CHALLENGE)
        self.app_of = flow.App(std.client_id, secret)
        poster, _secret = factories.make_client(name="Gancio", profile="gancio")
        to_poster = factories.make_grant(poster, owner, hall, scopes="event:write")
        self.gancio, _refresh = factories.make_tokens(to_poster)
        self.number = db.session.scalar(db.select(Event.id).order_by(Event.id).limit(1))

    def _note(self, _connection, _cursor, statement, *_more):
        if write := WRITE.match(statement):
            self.written.add(write[1])

    def _note_second_line(self, error):
        self.second_line.append(str(error))
        return "", 400

    def _flush(self):
        for row in (*db.session.new, *db.session.dirty):
            for name, _length in stored_text._limits(db.inspect(row).mapper):
                text = vars(row).get(name) or ""
                assert text.isprintable(), (type(row).__name__, name, text)
        db.session.flush()
        self.kept |= self.written

    def browser(self, who):
        """The browser of one of the cast; of nobody for None."""
        if who not in self.browsers:
            self.browsers[who] = self.app.test_client()
            if who is not None:
                self._sign_in(self.browsers[who], who)
        return self.browsers[who]

    def _sign_in(self, browser, who):
        with self.app.app_context():
            _session, key = BrowserSession.start(User.find_by_email(email_of(who)))
            db.session().commit()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = key

    def call(self, what, path, method="GET", who=None, token=None, **options):
        """Make one call and check what holds for every answer."""
        headers = dict(options.pop("headers", {}))
        if token:
            headers.setdefault("Authorization", f"Bearer {token}")
        self.written, self.kept = set(), set()
        browser = self.browser(who)
        cookie = browser.get_cookie("stagedoor")
        answer = browser.open(path, method=method, headers=headers, **options)
        if cookie is not None:  # a page may have ended the session, which stays in the database
            browser.set_cookie("stagedoor", cookie.value)
        story = (what, method, path[:80])
        assert answer.status_code < 500, story
        assert not self.second_line, (story, self.second_line)
        if answer.status_code >= 400:
            assert not self.kept & NOUNS, (story, self.kept)
            with self.app.test_request_context(path.partition("?")[0]):
                assert not is_for_programs() or answer.mimetype != "text/html", story
        location = answer.headers.get("Location", "")
        assert location.isascii(), story
        assert location.isprintable(), story
        return answer


@pytest.fixture
def outside(app, tmp_path, monkeypatch):
    """The callers, and in the end everything that was counted meanwhile is written."""
    world = Outside(app, tmp_path, monkeypatch)
    yield world
    for notes in [notes for notes in app.extensions.values() if isinstance(notes, Deferred)]:
        with app.app_context(), db.engine.begin() as connection:
            notes._store(connection, notes._take())


def test_endpoints_of_programs(outside):
    """Token, revocation, introspection and both registrations; as form and as JSON."""
    by_code = {
        "grant_type": "authorization_code",
        "code": outside.code,
        "redirect_uri": factories.REDIRECT_URI,
        "code_verifier": flow.VERIFIER,
        "scope": "events:read",
    }
    by_refresh = {"grant_type": "refresh_token", "refresh_token": outside.refresh, "scope": ""}
    token = {"token": outside.token, "token_type_hint": "access_token"}
    own = outside.app_of.credentials()
    openly = {
        "client_name": "Tide",
        "redirect_uris": "https://a.example/cb",
        "scopes": "event:write",
        "website": "https://a.example",
    }
    for path, body in (
        ("/oauth/token", by_code | own),
        ("/oauth/token", by_refresh | own),
        ("/oauth/token", {"grant_type": "client_credentials", "scope": "events:read"} | own),
        ("/oauth/revoke", token | own),
        ("/oauth/introspect", token | own),
        ("/api/client", openly),
    ):
        for what, fields in spoil_fields(body, tails=2):
            outside.call(what, path, "POST", **form(fields))
            outside.call(what, path, "POST", json=fields)
    for what, members in spoil_json(MANIFEST, tails=2):
        outside.call(what, "/oauth/register", "POST", json=members)


def test_authorization_request_and_decision(outside):
    """What the consent page carries is stored when its form comes back."""
    request = {
        "response_type": "code",
        "client_id": outside.app_of.id,
        "redirect_uri": factories.REDIRECT_URI,
        "scope": "events:read",
        "state": "s123",
        "code_challenge": flow.CHALLENGE,
        "code_challenge_method": "S256",
        "prompt": "consent",
        "max_age": "100000",
        "team": "harbour-hall",
        "nonce": "n",
        "claims": '{"userinfo": {"email": {"essential": true}}}',
        "sign_in_asked": "WyJhIiwxXQ.x",
        "response_mode": "query",
        "login_hint": "olivia",
    }
    direct = {
        "client_name": "Kiosk",
        "redirect_uri": "https://kiosk.example.org/connected",
        "state": "s123",
        "team": "harbour-hall",
    }
    longest = request | {"code_challenge": "c" * 128}
    for parameters in (request, direct):
        for what, spoilt in spoil_fields(parameters, tails=3):
            _ask_and_approve(outside, what, spoilt)
    for what, spoilt in spoil_fields({"code_challenge": "c" * 128}, tails=8):
        _ask_and_approve(outside, what, longest | spoilt)
    page = outside.call("right", f"/oauth/authorize?{encode(request)}", who="olivia")
    fields = Page(page.text).find_form("Authorize").press("Authorize", team="harbour-hall")
    for what, spoilt in spoil_fields(fields | {"ask_team": "x", "note": "x", "chosen": "x"}):
        outside.call(what, "/oauth/authorize", "POST", who="olivia", **form(spoilt))


def _ask_and_approve(outside, what, parameters):
    answer = outside.call(what, f"/oauth/authorize?{encode(parameters)}", who="olivia")
    if answer.status_code == 200:
        fields = Page(answer.text).find_form("Authorize").press("Authorize", team="harbour-hall")
        outside.call(what, "/oauth/authorize", "POST", who="olivia", **form(fields))


def test_bodies_of_the_api(outside):
    """Events of our own shape and of Gancio's, feed links."""
    hall = "/api/v1/organizer/harbour-hall"
    date = f"{hall}/events/{outside.words['series']}/occurrences/2027-03-22T20:00:00?scope=this"
    right = outside.call("right", f"{hall}/events", "POST", token=outside.token, json=EVENT)
    assert right.status_code == 201, right.text
    for path, method, body in (
        (f"{hall}/events", "POST", EVENT),
        (f"{hall}/events/{outside.words['event']}", "PATCH", EVENT),
        (f"{hall}/events/bulk", "POST", {"events": [EVENT]}),
        (date, "PATCH", {"title": "New", "start": EVENT["start"], "status": "scheduled"}),
        (f"{hall}/feeds", "POST", {"name": "Mine", "tag": "jazz", "status": "scheduled"}),
    ):
        for what, spoilt in spoil_json(body):
            _send_json(outside, what, path, method, spoilt, outside.token)
    for body, method in ((GANCIO, "POST"), (GANCIO | {"id": str(outside.number)}, "PUT")):
        for what, spoilt in spoil_json(body):
            _send_json(outside, what, "/api/event", method, spoilt, outside.gancio)
        for what, spoilt in spoil_fields(body):
            outside.call(what, "/api/event", method, token=outside.gancio, **form(spoilt))


def _send_json(outside, what, path, method, body, token):
    text = json.dumps(body)
    outside.call(what, path, method, token=token, data=text, content_type="application/json")


def test_headers_and_queries(outside):
    hall = "/api/v1/organizer/harbour-hall/events"
    for path, method, token in (
        (hall, "GET", outside.token),
        (f"{hall}/{outside.words['event']}", "DELETE", outside.token),
        ("/oauth/token", "POST", None),
        ("/login", "GET", None),
        ("/harbour-hall/events.ics", "GET", None),
    ):
        for name in HEADERS:
            for _turn in range(2):
                headers = {name: next_of(HEADER_VALUES)}
                outside.call(name, path, method, token=token, headers=headers)
    for path in (hall, f"{hall}/changes", f"{hall}.ics", "/api/events", "/v2/bookings"):
        for what, spoilt in spoil_fields(dict.fromkeys(QUERY.split(), "1")):
            name = what.partition(":")[0]
            query = encode({name: spoilt[name]})
            outside.call(what, f"{path}?{query}", token=outside.token)


def test_every_place_in_every_path(outside):
    """A path that names nothing is a 404, whatever it is made of."""
    known = {
        **dict.fromkeys(("slug", "team", "team_slug"), "harbour-hall"),
        "event_slug": outside.words["event"],
        "client_id": outside.words["poster"],
        "format": "ics",
    }
    for rule in outside.app.url_map.iter_rules():
        who = "ada" if "/admin" in rule.rule else "devi" if "/developer" in rule.rule else "olivia"
        places = re.findall(r"<(?:[^:<>]+:)?(\w+)>", rule.rule)
        for place in places:
            bad = next_of(PATHS)
            path = re.sub(
                r"<(?:[^:<>]+:)?(\w+)>",
                lambda match, place=place, bad=bad: (
                    bad if match[1] == place else known.get(match[1], "1")
                ),
                rule.rule,
            )
            token = outside.gancio if path.startswith("/api/event") else outside.token
            is_api = path.startswith("/api")
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                caller = {"token": token} if is_api else {"who": who}
                outside.call(bad[:10], path, method, **caller)


def test_every_form_of_the_portal(outside, database_engine):
    """Each field that a page shows or hides, one at a time; half of the pages on each database."""
    seen, endpoints = set(), set()
    addresses = outside.app.url_map.bind("localhost")
    for shown in EVERY_PAGE:
        path = shown.path.format(**outside.words)
        endpoint = addresses.match(path.partition("?")[0])[0] if shown.status == 200 else ""
        if shown.deed is not None or shown.status != 200 or endpoint in endpoints:
            continue
        endpoints.add(endpoint)
        if len(endpoints) % 2 == ENGINES.index(database_engine):
            continue
        page = outside.call(shown.name, path, who=shown.who)
        for found in Page(page.text).forms:
            target = found.action or path
            key = (urlsplit(target).path, *sorted(found.fields))
            if found.method != "post" or key in seen or "csrf_token" not in found.fields:
                continue
            seen.add(key)
            name, value = next(iter(found.buttons.values()), ("", ""))
            token = found.fields.pop("csrf_token")
            for what, spoilt in spoil_fields(found.fields | ({name: value} if name else {})):
                fields = spoilt | {"csrf_token": token}
                outside.call(f"{shown.name}, {what}", target, "POST", who=shown.who, **form(fields))
    assert len(seen) > 20
