"""Wrong requests and the reason that the app's developer reads; nobody else reads any."""

import pytest

from app.extensions import db
from app.models.flow_doctor.flow_failure import FlowFailure
from tests.support import oauth_flow as flow
from tests.support import wrong_requests as wrong
from tests.support.flow_world import FEED, World
from tests.support.wrong_requests import PKCE, URI


@pytest.fixture
def world(app, clock):
    """Everybody and everything."""
    return World(app, clock)


CASES = {
    wrong.wrong_slash: (
        "authorize",
        "redirect_uri_differs",
        {"sent": URI + "/?token=…", "registered": URI, "differs": "path"},
    ),
    wrong.wrong_case: ("authorize", "redirect_uri_differs", {"differs": "case"}),
    wrong.wrong_scheme: ("authorize", "redirect_uri_differs", {"differs": "scheme"}),
    wrong.unknown_scope: ("authorize", "scope_unknown", {"scopes": "everything"}),
    wrong.scope_above_ceiling: ("authorize", "scope_above_ceiling", {"scopes": "tickets:read"}),
    wrong.plain_challenge: ("authorize", "challenge_method", {"sent": "plain"}),
    wrong.wrong_response_type: ("authorize", "response_type_unsupported", {"sent": "token"}),
    wrong.denied: ("authorize", "denied", {}),
    wrong.viewer: ("authorize", "viewer_only", {}),
    wrong.no_team: ("authorize", "no_team", {}),
    wrong.no_prompt: ("authorize", "consent_required", {}),
    wrong.repeated_parameter: ("authorize", "request_unreadable", {}),
    wrong.code_used_twice: ("token", "code_used", {"at": -5}),
    wrong.code_expired: ("token", "code_expired", {"seconds": 12}),
    wrong.code_of_another_app: ("token", "code_unknown", {}),
    wrong.wrong_verifier: ("token", "verifier_wrong", {}),
    wrong.verifier_missing: ("token", "verifier_missing", {}),
    wrong.token_uri_differs: (
        "token",
        "token_uri_differs",
        {"sent": URI + "?x=…", "differs": "query"},
    ),
    wrong.token_uri_missing: ("token", "token_uri_missing", {"registered": URI}),
    wrong.wrong_secret: ("token", "secret_wrong", {"shape": "whole"}),
    wrong.secret_missing: ("token", "secret_missing", {}),
    wrong.id_in_query: ("token", "client_id_in_query", {}),
    wrong.broken_json: ("token", "json_broken", {}),
    wrong.wrong_content_type: ("token", "content_type", {"sent": "text/plain"}),
    wrong.unsupported_grant: ("token", "grant_type_unsupported", {"sent": "password"}),
    wrong.grant_not_allowed: ("token", "grant_type_not_allowed", {"sent": "client_credentials"}),
    wrong.no_code: ("token", "parameter_missing", {"parameter": "code"}),
    wrong.refresh_reused: ("token", "refresh_reused", {"at": -61}),
    wrong.family_ended: ("token", "family_ended", {"by": "app"}),
    wrong.refresh_of_another_app: ("token", "refresh_unknown", {}),
    wrong.device_flow_off: ("device", "grant_type_not_allowed", {}),
    wrong.device_scope_unknown: ("device", "scope_unknown", {"scopes": "everything"}),
    wrong.polled_too_early: ("token", "polled_too_early", {"seconds": 10}),
    wrong.device_denied: ("token", "denied", {}),
    wrong.device_code_used_twice: ("token", "device_code_used", {"at": 0}),
    wrong.device_code_expired: ("token", "device_code_expired", {"seconds": 12}),
    wrong.device_code_unknown: ("token", "device_code_unknown", {}),
    wrong.revoke_nothing: ("revoke", "parameter_missing", {"parameter": "token"}),
    wrong.token_expired: ("api", "token_expired", {"seconds": 3}),
    wrong.token_given_back: ("api", "token_revoked", {"by": "app"}),
    wrong.organizer_revoked: ("api", "grant_ended", {"how": "revoked"}),
    wrong.scope_insufficient: (
        "api",
        "scope_insufficient",
        {"needed": "profile:read", "granted": "events:read"},
    ),
    wrong.resource_of_another_server: (
        "authorize",
        "resource_unknown",
        {"resources": "http://localhost or http://localhost/api/v1"},
    ),
    wrong.resource_not_granted: (
        "token",
        "resource_not_granted",
        {"granted": "http://localhost/api/v1"},
    ),
    wrong.token_of_another_resource: (
        "api",
        "audience_differs",
        {"audience": "http://localhost/api/v1", "path": "/v2/organizations"},
    ),
    wrong.wrong_team: ("api", "wrong_team", {"sent": "night-owl", "reached": "harbour-hall"}),
    wrong.wrong_method: ("api", "method_wrong", {"sent": "DELETE"}),
    wrong.unknown_query: ("api", "refused", {"status": 400, "error": "invalid_request"}),
    wrong.suspended: ("api", "app_suspended", {}),
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


def test_reason_that_is_shown_and_not_redirected_is_known_too(world):
    world.grant(lambda client: setattr(client, "redirects_errors", False))
    wrong.unknown_scope(world)
    world.clock.advance(1)
    world.grant(lambda client: client.suspend("Why not."))
    world.ask()
    assert [line[1] for line in world.failures()] == ["scope_unknown", "app_suspended"]


def test_clock_of_the_app_is_told_where_time_is_the_reason(world):
    wrong.code_expired(world)
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
