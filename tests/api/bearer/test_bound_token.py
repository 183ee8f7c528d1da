"""Bound access tokens at the API: a stolen one is of no use (RFC 9449 section 7)."""

import pytest

from app.extensions import db
from app.models.credentials.access_token import AccessToken
from app.models.credentials.dpop_nonce import SLOT, SLOTS
from app.models.grants.grant import Grant
from app.models.teams.membership import Membership
from app.serving.waiting_room import ROOM, WAITED, Parked
from tests.support.api import EVENTS
from tests.support.dpop import HOST, LEFT_OUT, Holder
from tests.support.factories import make_client, make_event, make_grant, make_team

ME = f"{HOST}/api/v1/me"


@pytest.fixture
def holder():
    return Holder()


@pytest.fixture
def grant_id(app):
    """The number of a grant for Harbour Hall, which has one event."""
    with app.app_context():
        team = make_team(name="Harbour Hall", slug="harbour-hall")
        make_event(team, "One")
        made, _secret = make_client(scopes="events:read profile:read public", profile="eventpop")
        owner = Membership.list_of(team)[0].user
        scopes = "events:read profile:read public"
        grant = make_grant(made, owner, team, scopes=scopes)
        db.session.commit()
        return grant.id


@pytest.fixture
def make_token(app, grant_id):
    """Makes a token that is bound to a key, or to none."""

    def make(holder):
        with app.app_context():
            grant = db.session.get(Grant, grant_id)
            jkt = holder and holder.thumbprint
            _row, text = AccessToken.issue(grant, scopes=grant.scopes, lifetime=7200, dpop_jkt=jkt)
            db.session.commit()
            return text

    return make


@pytest.fixture
def token(make_token, holder):
    return make_token(holder)


def call(client, token, proof=None, scheme="DPoP", path="/api/v1/me", **options):
    headers = {"Authorization": f"{scheme} {token}"} | ({"DPoP": proof} if proof else {})
    return client.get(path, headers=headers, **options)


def challenge_of(answer, error):
    """The challenge of a 401 with this error, in header and body."""
    assert answer.status_code == 401, answer.text
    assert answer.json["error"] == error
    header = answer.headers["WWW-Authenticate"]
    assert f'error="{error}"' in header
    assert 'algs="ES256 EdDSA PS256 RS256"' in header
    return header


@pytest.mark.parametrize(
    "path", ["/api/v1/me", EVENTS, f"{EVENTS}?limit=1", "/api/public/me", "/oauth/token/info"]
)
def test_holder_of_the_key_may_call(client, holder, token, path):
    assert holder.call(client, token, path).status_code == 200


def test_first_call_learns_the_nonce(client, holder, token):
    answer = call(client, token, holder.prove("GET", ME, token))
    assert challenge_of(answer, "use_dpop_nonce").startswith("DPoP ")
    assert answer.headers["Cache-Control"] == "no-store"
    proof = holder.prove("GET", ME, token, nonce=answer.headers["DPoP-Nonce"])
    assert call(client, token, proof).status_code == 200


def test_nonce_is_renewed_by_an_answer_before_it_ends(client, holder, token, clock):
    clock.at = clock.at // SLOT * SLOT
    holder.call(client, token, "/api/v1/me")
    assert "DPoP-Nonce" not in call(client, token, holder.prove("GET", ME, token)).headers
    clock.advance(SLOT)
    renewed = call(client, token, holder.prove("GET", ME, token))
    assert (renewed.status_code, renewed.headers["Cache-Control"]) == (200, "no-store")
    assert renewed.headers["DPoP-Nonce"] != holder.nonce
    clock.advance(SLOT * SLOTS)
    challenge_of(call(client, token, holder.prove("GET", ME, token)), "use_dpop_nonce")


def test_request_that_waited_needs_no_second_proof(client, holder, token):
    path = f"{EVENTS}/changes"
    since = holder.call(client, token, path).json["sync_token"]
    proof = holder.prove("GET", HOST + path, token)
    polling = f"{path}?sync_token={since}&wait=5"
    with pytest.raises(Parked) as parked:
        call(client, token, proof, path=polling, environ_overrides={ROOM: True})
    challenge_of(call(client, token, proof, path=polling), "invalid_dpop_proof")
    kept = {WAITED: parked.value.wait.kept}
    assert call(client, token, proof, path=polling, environ_overrides=kept).status_code == 200


def test_stolen_token_is_of_no_use(client, holder, token):
    """As a bearer token, without a proof, or with a thief's own key."""
    holder.call(client, token, "/api/v1/me")
    header = challenge_of(call(client, token, scheme="Bearer"), "invalid_token")
    assert header.startswith("Bearer ")
    assert ", DPoP algs=" in header
    proof = holder.prove("GET", ME, token)
    challenge_of(call(client, token, proof, scheme="Bearer"), "invalid_token")
    in_query = client.get(f"/api/public/me?access_token={token}", headers={"DPoP": proof})
    challenge_of(in_query, "invalid_token")
    assert challenge_of(call(client, token), "invalid_dpop_proof").startswith("DPoP ")
    thief = Holder(number=2)
    thief.nonce = holder.nonce
    challenge_of(call(client, token, thief.prove("GET", ME, token)), "invalid_token")


def test_proof_counts_once(client, holder, token):
    holder.call(client, token, "/api/v1/me")
    proof = holder.prove("GET", ME, token)
    assert call(client, token, proof).status_code == 200
    challenge_of(call(client, token, proof), "invalid_dpop_proof")


def test_proof_for_another_token_is_refused(client, holder, token, make_token):
    holder.call(client, token, "/api/v1/me")
    proof = holder.prove("GET", ME, make_token(holder))
    challenge_of(call(client, token, proof), "invalid_dpop_proof")


def test_bearer_token_is_refused_with_the_other_scheme(client, holder, make_token):
    bearer = make_token(None)
    holder.call(client, bearer, "/api/v1/me")
    challenge_of(call(client, bearer, holder.prove("GET", ME, bearer)), "invalid_token")
    challenge_of(call(client, bearer), "invalid_token")


def test_bearer_token_may_come_with_a_proof_that_is_not_needed(client, holder, make_token):
    bearer = make_token(None)
    assert call(client, bearer, holder.prove(), scheme="Bearer").status_code == 200
    assert call(client, bearer, "nonsense", scheme="Bearer").status_code == 200


@pytest.mark.parametrize("token_text", ["sd_at_unknown", "x", "é"])
def test_unknown_token_gets_the_challenge_of_its_scheme(client, token_text):
    answer = client.get("/api/v1/me", headers={"Authorization": f"DPoP {token_text}"})
    assert challenge_of(answer, "invalid_token").startswith("DPoP ")


def test_scheme_without_a_token_gets_its_challenge_without_an_error(client):
    answer = client.get("/api/v1/me", headers={"Authorization": "DPoP "})
    assert answer.status_code == 401
    assert "error=" not in answer.headers["WWW-Authenticate"]


def test_revoked_token_is_refused_whatever_it_is_bound_to(app, client, holder, token):
    holder.call(client, token, "/api/v1/me")
    with app.app_context():
        AccessToken.find(token).revoke()
        db.session.commit()
    challenge_of(call(client, token, holder.prove("GET", ME, token)), "invalid_token")
    challenge_of(call(client, token, scheme="Bearer"), "invalid_token")


@pytest.mark.parametrize(
    "make",
    [
        lambda _good: "x" * 10_000,
        lambda _good: "é\xff",
        lambda _good: "a.b.c",
        lambda _good: "....",
        lambda good: f"{good},{good}",
        lambda good: good[:-4],
    ],
    ids=["10 kB", "not ASCII", "no base64", "dots", "two", "cut"],
)
def test_bad_header_is_refused(client, holder, token, make):
    holder.call(client, token, "/api/v1/me")
    answer = call(client, token, make(holder.prove("GET", ME, token)))
    challenge_of(answer, "invalid_dpop_proof")


def test_bound_token_writes_and_follows_changes(client, holder, token):
    """A long poll decides twice whether access goes on; its one proof counts for both."""
    first = holder.call(client, token, f"{EVENTS}/changes").json
    path = f"{EVENTS}/changes?sync_token={first['sync_token']}&wait=1"
    assert holder.call(client, token, path).status_code == 200


def test_hot_path_of_bearer_tokens_reads_no_proof(client, make_token, monkeypatch):
    monkeypatch.setattr("app.api.bearer.bound_token.check", None)  # calling it would fail
    assert call(client, make_token(None), scheme="Bearer").status_code == 200


def test_nonce_is_left_out_of_the_cacheable_answers(client, holder, token):
    holder.call(client, token, EVENTS)
    answer = holder.call(client, token, EVENTS)
    assert "DPoP-Nonce" not in answer.headers
    tag = {"If-None-Match": answer.headers["ETag"], "Authorization": f"DPoP {token}"}
    proof = holder.prove("GET", HOST + EVENTS, token)
    assert client.get(EVENTS, headers={**tag, "DPoP": proof}).status_code == 304


def test_proof_without_the_nonce_claim_is_asked_for_one(client, holder, token):
    holder.call(client, token, "/api/v1/me")
    proof = holder.prove("GET", ME, token, nonce=LEFT_OUT)
    challenge_of(call(client, token, proof), "use_dpop_nonce")
