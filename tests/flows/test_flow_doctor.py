"""Wrong requests and the reason that the app's developer reads; nobody else reads any."""

import json

import pytest

from app.extensions import db
from app.models import flow_failure_search, flow_failures
from app.models.client import Client
from app.models.flow_failure import FlowFailure
from app.models.membership import Role
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.people import sign_in

URI = factories.REDIRECT_URI
FEED = "/api/v1/organizer/events"
PKCE = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}


class World:
    """Two apps of two developers, people, a browser each, and a program that calls us."""

    def __init__(self, app, clock):
        """Make them; ``poster`` is the app whose doctor is asked."""
        self.app, self.clock = app, clock
        self.olivia = flow.make_organizer(app)
        with app.app_context():
            owner = factories.make_user("dev@example.org")
            rival = factories.make_user("rival@example.org")
            made = factories.make_client(
                owner, name="Poster Board", scopes="events:read events:write profile:read"
            )
            other = factories.make_client(rival, name="Rival")
            team = factories.make_team(slug="night-owl")
            factories.join(team, factories.make_user("vera@example.org"), Role.VIEWER)
            factories.make_user("nina@example.org")
            db.session.commit()
            self.poster = flow.App(made[0].client_id, made[1])
            self.rival = flow.App(other[0].client_id, other[1])
        self.machine = app.test_client()
        self.browser = self.browser_of(self.olivia)

    def browser_of(self, email):
        """A signed-in browser."""
        browser = self.app.test_client()
        sign_in(browser, email)
        return browser

    def ask(self, browser=None, **changes):
        """Open the authorization request of the app."""
        return (browser or self.browser).get(flow.authorize_path(self.poster, **changes))

    def code(self, app=None, **changes):
        """A code from the consent page."""
        return flow.obtain_code(self.browser, app or self.poster, prompt="consent", **changes)

    def exchange(self, code, **changes):
        """Exchange a code as the app."""
        return flow.exchange(self.machine, self.poster, code, **changes)

    def tokens(self):
        """A pair of tokens."""
        return self.exchange(self.code()).json

    def call(self, token, path=FEED, method="GET", **options):
        """Call the API."""
        headers = {"Authorization": f"Bearer {token}", **options.pop("headers", {})}
        return self.machine.open(path, method=method, headers=headers, **options)

    def grant(self, look):
        """Do something with the app's grant, in an app context."""
        with self.app.app_context():
            look(db.session.query(Client).filter_by(client_id=self.poster.id).one())
            db.session.commit()

    def failures(self, app=None):
        """What the app's doctor knows: (step, reason, facts, proven), oldest first."""
        with self.app.app_context():
            flow_failures.flush()
            client = Client.find((app or self.poster).id)
            rows = reversed(flow_failure_search.list_newest(client).rows)
            return [(row.step, row.reason, row.facts, row.proven) for row in rows]


@pytest.fixture
def world(app, clock):
    """Everybody and everything."""
    return World(app, clock)


def wrong_slash(w):
    w.ask(redirect_uri=URI + "/?token=abc")


def wrong_case(w):
    w.ask(redirect_uri=URI.replace("callback", "Callback"))


def wrong_scheme(w):
    w.ask(redirect_uri=URI.replace("https", "http"))


def unknown_scope(w):
    w.ask(scope="events:read everything")


def scope_above_ceiling(w):
    w.ask(scope="tickets:read")


def plain_challenge(w):
    w.ask(code_challenge="x" * 43, code_challenge_method="plain")


def wrong_response_type(w):
    w.ask(response_type="token")


def denied(w):
    flow.decide(w.browser, w.poster, "Deny")


def viewer(w):
    w.ask(w.browser_of("vera@example.org"))


def no_team(w):
    w.ask(w.browser_of("nina@example.org"))


def no_prompt(w):
    w.ask(prompt="none")


def repeated_parameter(w):
    w.browser.get(flow.authorize_path(w.poster) + "&scope=public")


def code_used_twice(w):
    code = w.code()
    w.exchange(code)
    w.clock.advance(5)
    w.exchange(code)


def code_expired(w):
    code = w.code()
    w.clock.advance(72)
    w.machine.post(
        "/oauth/token",
        data={"grant_type": "authorization_code", "code": code, "redirect_uri": URI}
        | w.poster.credentials(),
        headers={"Date": "Mon, 01 Jan 2024 00:00:00 GMT"},
    )


def code_of_another_app(w):
    w.exchange(w.code(w.rival))


def wrong_verifier(w):
    w.exchange(w.code(**PKCE), code_verifier="wrong-" + flow.VERIFIER)


def verifier_missing(w):
    w.exchange(w.code(**PKCE))


def token_uri_differs(w):
    w.exchange(w.code(), redirect_uri=URI + "?x=1")


def token_uri_missing(w):
    w.exchange(w.code(), redirect_uri=None)


def wrong_secret(w):
    w.exchange("x", client_secret=w.rival.secret)


def secret_missing(w):
    w.exchange("x", client_secret=None)


def id_in_query(w):
    w.machine.post(f"/oauth/token?client_id={w.poster.id}", data={"grant_type": "refresh_token"})


def broken_json(w):
    body = f'{{"grant_type": "authorization_code", "client_id": "{w.poster.id}",'
    w.machine.post("/oauth/token", data=body, content_type="application/json")


def wrong_content_type(w):
    body = json.dumps({"grant_type": "refresh_token", "client_id": w.poster.id})
    w.machine.post("/oauth/token", data=body, content_type="text/plain")


def unsupported_grant(w):
    w.exchange("x", grant_type="password")


def grant_not_allowed(w):
    w.exchange("x", grant_type="client_credentials")


def no_code(w):
    w.exchange(None)


def refresh_reused(w):
    first = w.tokens()["refresh_token"]
    flow.refresh(w.machine, w.poster, first)
    w.clock.advance(61)
    flow.refresh(w.machine, w.poster, first)


def family_ended(w):
    pair = w.tokens()
    flow.revoke(w.machine, w.poster, pair["refresh_token"])
    flow.refresh(w.machine, w.poster, pair["refresh_token"])


def refresh_of_another_app(w):
    pair = flow.exchange(w.machine, w.rival, w.code(w.rival)).json
    flow.refresh(w.machine, w.poster, pair["refresh_token"])


def revoke_nothing(w):
    w.machine.post("/oauth/revoke", data=w.poster.credentials())


def token_expired(w):
    token = w.tokens()["access_token"]
    w.clock.advance(7203)
    w.call(token)


def token_given_back(w):
    token = w.tokens()["access_token"]
    flow.revoke(w.machine, w.poster, token)
    w.call(token)


def organizer_revoked(w):
    token = w.tokens()["access_token"]
    flow.submit(w.browser, "/account/apps", "Revoke Poster Board")
    w.call(token)


def scope_insufficient(w):
    w.call(w.tokens()["access_token"], "/api/v1/me")


def wrong_team(w):
    w.call(w.tokens()["access_token"], "/api/v1/organizer/night-owl/events")


def wrong_method(w):
    w.call(w.tokens()["access_token"], method="DELETE")


def unknown_query(w):
    w.call(w.tokens()["access_token"], FEED + "?colour=red")


def suspended(w):
    token = w.tokens()["access_token"]
    w.grant(lambda client: client.suspend("Why not."))
    w.call(token)


CASES = {
    wrong_slash: (
        "authorize",
        "redirect_uri_differs",
        {"sent": URI + "/?token=…", "registered": URI, "differs": "path"},
    ),
    wrong_case: ("authorize", "redirect_uri_differs", {"differs": "case"}),
    wrong_scheme: ("authorize", "redirect_uri_differs", {"differs": "scheme"}),
    unknown_scope: ("authorize", "scope_unknown", {"scopes": "everything"}),
    scope_above_ceiling: ("authorize", "scope_above_ceiling", {"scopes": "tickets:read"}),
    plain_challenge: ("authorize", "challenge_method", {"sent": "plain"}),
    wrong_response_type: ("authorize", "response_type_unsupported", {"sent": "token"}),
    denied: ("authorize", "denied", {}),
    viewer: ("authorize", "viewer_only", {}),
    no_team: ("authorize", "no_team", {}),
    no_prompt: ("authorize", "consent_required", {}),
    repeated_parameter: ("authorize", "request_unreadable", {}),
    code_used_twice: ("token", "code_used", {"at": -5}),
    code_expired: ("token", "code_expired", {"seconds": 12}),
    code_of_another_app: ("token", "code_unknown", {}),
    wrong_verifier: ("token", "verifier_wrong", {}),
    verifier_missing: ("token", "verifier_missing", {}),
    token_uri_differs: ("token", "token_uri_differs", {"sent": URI + "?x=…", "differs": "query"}),
    token_uri_missing: ("token", "token_uri_missing", {"registered": URI}),
    wrong_secret: ("token", "secret_wrong", {"shape": "whole"}),
    secret_missing: ("token", "secret_missing", {}),
    id_in_query: ("token", "client_id_in_query", {}),
    broken_json: ("token", "json_broken", {}),
    wrong_content_type: ("token", "content_type", {"sent": "text/plain"}),
    unsupported_grant: ("token", "grant_type_unsupported", {"sent": "password"}),
    grant_not_allowed: ("token", "grant_type_not_allowed", {"sent": "client_credentials"}),
    no_code: ("token", "parameter_missing", {"parameter": "code"}),
    refresh_reused: ("token", "refresh_reused", {"at": -61}),
    family_ended: ("token", "family_ended", {"by": "app"}),
    refresh_of_another_app: ("token", "refresh_unknown", {}),
    revoke_nothing: ("revoke", "parameter_missing", {"parameter": "token"}),
    token_expired: ("api", "token_expired", {"seconds": 3}),
    token_given_back: ("api", "token_revoked", {"by": "app"}),
    organizer_revoked: ("api", "grant_ended", {"how": "revoked"}),
    scope_insufficient: (
        "api",
        "scope_insufficient",
        {"needed": "profile:read", "granted": "events:read"},
    ),
    wrong_team: ("api", "wrong_team", {"sent": "night-owl", "reached": "harbour-hall"}),
    wrong_method: ("api", "method_wrong", {"sent": "DELETE"}),
    unknown_query: ("api", "refused", {"status": 400, "error": "invalid_request"}),
    suspended: ("api", "app_suspended", {}),
}
PROVEN = {"revoke_nothing", "wrong_verifier", "code_expired", "no_code"}
UNPROVEN = {"wrong_slash", "wrong_secret", "broken_json", "id_in_query", "denied"}


@pytest.mark.parametrize("go_wrong", CASES, ids=lambda case: case.__name__)
def test_wrong_request_has_its_reason_and_no_other_developer_reads_it(world, go_wrong):
    step, reason, facts = CASES[go_wrong]
    go_wrong(world)
    found = world.failures()
    assert [line[:2] for line in found] == [(step, reason)]
    if "at" in facts:
        facts = {**facts, "at": world.clock.at + facts["at"]}
    assert found[0][2].items() >= facts.items()
    assert world.failures(world.rival) == []
    if go_wrong.__name__ in PROVEN | UNPROVEN:
        assert found[0][3] is (go_wrong.__name__ in PROVEN)


def test_right_requests_leave_nothing(world):
    pair = world.tokens()
    assert world.call(pair["access_token"]).status_code == 200
    assert flow.refresh(world.machine, world.poster, pair["refresh_token"]).status_code == 200
    assert world.failures() == []


def test_clock_of_the_app_is_told_where_time_is_the_reason(world):
    code_expired(world)
    assert world.failures()[0][2]["clock_off"] < -86_400


def test_what_is_kept_holds_no_credential(world):
    pair, code = world.tokens(), world.code(**PKCE)
    world.ask(redirect_uri=f"{URI}/{code}?code={code}")
    world.ask(state="s" * 5000)
    world.exchange(code, code_verifier="wrong-" + flow.VERIFIER, redirect_uri=f"{URI}/{code}")
    world.exchange(code, grant_type=pair["refresh_token"])
    world.call(pair["access_token"], f"{FEED}/{pair['access_token']}")
    world.call(pair["access_token"], f"/api/v1/organizer/{pair['refresh_token']}/events")
    assert len(world.failures()) == 6
    with world.app.app_context():
        rows = db.session.scalars(db.select(FlowFailure)).all()
        kept = " ".join(f"{row.facts_json} {row.reason}" for row in rows)
    secrets = (code, *pair.values(), flow.VERIFIER, world.poster.secret)
    assert [one for one in secrets if isinstance(one, str) and len(one) > 20 and one in kept] == []
