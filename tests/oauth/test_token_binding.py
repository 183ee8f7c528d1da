"""Tokens bound to a key by a DPoP proof, at the token endpoint (RFC 9449 sections 5 to 10)."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.credentials.dpop_nonce import SLOT, SLOTS
from tests.support import oauth_flow as flow
from tests.support.dpop import LEFT_OUT, TOKEN_ADDRESS, Holder
from tests.support.flow_world import World
from tests.support.pushing import pushed_path

PKCE = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}


@pytest.fixture
def holder():
    return Holder()


def code_form(app, code):
    """The form that exchanges a code, with the verifier for a public client."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uri}
    verifier = {} if app.secret else {"code_verifier": flow.VERIFIER}
    return {**form, **verifier, **app.credentials()}


def obtain(browser, machine, app, holder, **changes):
    """The tokens of a new code, bound to the holder's key."""
    code = flow.obtain_code(browser, app, **({} if app.secret else PKCE), **changes)
    answer = holder.post(machine, data=code_form(app, code))
    assert answer.status_code == 200, answer.text
    return answer.json


def refresh(machine, app, holder, token, **changes):
    form = {"grant_type": "refresh_token", "refresh_token": token, **app.credentials()}
    return holder.post(machine, data=form, **changes)


def require_dpop(app, client):
    with app.app_context():
        Client.find(client.id).dpop_bound_access_tokens = True
        db.session.commit()


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA", "RS256", "PS256"])
def test_code_is_exchanged_for_a_bound_token(browser, machine, poster, algorithm):
    holder = Holder(algorithm)
    tokens = obtain(browser, machine, poster, holder)
    assert tokens["token_type"] == "DPoP"
    seen = machine.post(
        "/oauth/introspect", data={"token": tokens["access_token"], **poster.credentials()}
    ).json
    assert (seen["token_type"], seen["cnf"]) == ("DPoP", {"jkt": holder.thumbprint})


def test_without_a_proof_tokens_are_bearer_tokens_as_ever(browser, machine, poster):
    answer = flow.exchange(machine, poster, flow.obtain_code(browser, poster))
    assert answer.json["token_type"] == "Bearer"
    assert "DPoP-Nonce" not in answer.headers
    token = {"token": answer.json["access_token"], **poster.credentials()}
    assert "cnf" not in machine.post("/oauth/introspect", data=token).json


def test_first_request_learns_the_nonce_and_spends_nothing(browser, machine, poster, holder):
    form = code_form(poster, flow.obtain_code(browser, poster))
    first = machine.post("/oauth/token", data=form, headers={"DPoP": holder.prove()})
    assert (first.status_code, first.json["error"]) == (400, "use_dpop_nonce")
    proof = holder.prove(nonce=first.headers["DPoP-Nonce"])
    assert machine.post("/oauth/token", data=form, headers={"DPoP": proof}).status_code == 200


def test_nonce_is_renewed_before_it_ends(app, machine, clock, holder):
    client = flow.register(app, profile="eventpop")
    form = {"grant_type": "client_credentials", **client.credentials()}
    clock.at = clock.at // SLOT * SLOT
    assert holder.post(machine, data=form).status_code == 200
    first = holder.nonce
    again = machine.post("/oauth/token", data=form, headers={"DPoP": holder.prove()})
    assert again.status_code == 200
    assert "DPoP-Nonce" not in again.headers
    clock.advance(SLOT)
    renewed = machine.post("/oauth/token", data=form, headers={"DPoP": holder.prove()})
    assert renewed.status_code == 200
    assert renewed.headers["DPoP-Nonce"] != first
    assert renewed.headers["Cache-Control"] == "no-store"
    clock.advance(SLOT * SLOTS)
    late = machine.post("/oauth/token", data=form, headers={"DPoP": holder.prove()})
    assert (late.status_code, late.json["error"]) == (400, "use_dpop_nonce")


def test_app_itself_gets_a_bound_token(app, machine, holder):
    client = flow.register(app, profile="eventpop")
    form = {"grant_type": "client_credentials", **client.credentials()}
    tokens = holder.post(machine, data=form).json
    assert tokens["token_type"] == "DPoP"
    assert holder.call(machine, tokens["access_token"], "/oauth/token/info").status_code == 200


def test_refresh_of_a_public_client_needs_its_key(browser, machine, phone, holder):
    tokens = obtain(browser, machine, phone, holder)
    stolen = Holder(number=2)
    other = refresh(machine, phone, stolen, tokens["refresh_token"])
    assert (other.status_code, other.json["error"]) == (400, "invalid_grant")
    without = flow.refresh(machine, phone, tokens["refresh_token"])
    assert (without.status_code, without.json["error"]) == (400, "invalid_dpop_proof")
    # Neither has ended anything.
    answer = refresh(machine, phone, holder, tokens["refresh_token"])
    assert (answer.status_code, answer.json["token_type"]) == (200, "DPoP")


def test_refresh_of_a_confidential_client_may_have_another_key(browser, machine, poster, holder):
    tokens, other = obtain(browser, machine, poster, holder), Holder(number=2)
    answer = refresh(machine, poster, other, tokens["refresh_token"])
    assert answer.json["token_type"] == "DPoP"
    assert other.call(machine, answer.json["access_token"], "/oauth/token/info").status_code == 200


def test_repeated_refresh_needs_the_same_key(browser, machine, poster, holder):
    tokens = obtain(browser, machine, poster, holder)
    first = refresh(machine, poster, holder, tokens["refresh_token"]).json
    other = refresh(machine, poster, Holder(number=2), tokens["refresh_token"])
    assert (other.status_code, other.json["error"]) == (400, "invalid_grant")
    without = flow.refresh(machine, poster, tokens["refresh_token"])
    assert (without.status_code, without.json["error"]) == (400, "invalid_grant")
    repeated = refresh(machine, poster, holder, tokens["refresh_token"]).json
    assert repeated["access_token"] == first["access_token"]
    assert repeated["token_type"] == "DPoP"


def test_public_client_binds_itself_when_it_refreshes(browser, machine, phone, holder):
    code = flow.obtain_code(browser, phone, **PKCE)
    pair = flow.exchange(machine, phone, code, code_verifier=flow.VERIFIER).json
    bound = refresh(machine, phone, holder, pair["refresh_token"]).json
    assert bound["token_type"] == "DPoP"
    without = flow.refresh(machine, phone, bound["refresh_token"])
    assert without.json["error"] == "invalid_dpop_proof"


def test_code_that_is_bound_by_the_request_needs_the_key(browser, machine, poster, holder):
    code = flow.obtain_code(browser, poster, dpop_jkt=holder.thumbprint)
    form = code_form(poster, code)
    assert machine.post("/oauth/token", data=form).json["error"] == "invalid_dpop_proof"
    other = Holder(number=2).post(machine, data=form)
    assert (other.status_code, other.json["error"]) == (400, "invalid_grant")
    assert holder.post(machine, data=form).json["token_type"] == "DPoP"


def test_thumbprint_of_another_form_is_refused(browser, poster):
    for thumbprint in ("short", "x" * 44, "é" * 43, "a" * 42 + "=", "a" * 42 + " "):
        sent = flow.callback(browser.get(flow.authorize_path(poster, dpop_jkt=thumbprint)))
        assert sent["error"] == "invalid_request"
        assert "dpop_jkt" in sent["error_description"]


def test_pushed_request_with_a_proof_binds_the_code(browser, machine, poster, holder):
    form = {"response_type": "code", "redirect_uri": poster.redirect_uri, **poster.credentials()}
    pushed = holder.post(machine, "/oauth/par", data=form)
    assert pushed.status_code == 201, pushed.text
    path = pushed_path(poster, pushed.json["request_uri"])
    code = flow.callback(flow.submit(browser, path, "Authorize"))["code"]
    without = machine.post("/oauth/token", data=code_form(poster, code))
    assert without.json["error"] == "invalid_dpop_proof"
    assert holder.post(machine, data=code_form(poster, code)).json["token_type"] == "DPoP"


def test_pushed_thumbprint_must_be_that_of_the_proof(machine, poster, holder):
    form = {"response_type": "code", "redirect_uri": poster.redirect_uri, **poster.credentials()}
    same = holder.post(machine, "/oauth/par", data={**form, "dpop_jkt": holder.thumbprint})
    assert same.status_code == 201
    other = holder.post(machine, "/oauth/par", data={**form, "dpop_jkt": "x" * 43})
    assert (other.status_code, other.json["error"]) == (400, "invalid_request")
    bad = machine.post("/oauth/par", data=form, headers={"DPoP": "x"})
    assert (bad.status_code, bad.json["error"]) == (400, "invalid_dpop_proof")


def test_client_that_requires_binding_gets_no_bearer_token(app, browser, machine, poster, holder):
    require_dpop(app, poster)
    form = code_form(poster, flow.obtain_code(browser, poster))
    refused = machine.post("/oauth/token", data=form)
    assert (refused.status_code, refused.json["error"]) == (400, "invalid_dpop_proof")
    assert holder.post(machine, data=form).json["token_type"] == "DPoP"


def test_direct_token_is_refused_to_a_client_that_requires_binding(app, browser):
    kagibag = flow.register(app, name="Kagibag app", profile="kagibag")
    require_dpop(app, kagibag)
    path = flow.authorize_path(
        kagibag, client_id=None, response_type=None, scope=None, client_name="Kagibag app"
    )
    assert "token=" not in browser.get(path).headers.get("Location", "")
    assert b"Authorize" not in browser.get(path).data


def test_proof_counts_once(browser, machine, poster, holder):
    obtain(browser, machine, poster, holder)
    proof = holder.prove()
    form = code_form(poster, flow.obtain_code(browser, poster, prompt="consent"))
    assert machine.post("/oauth/token", data=form, headers={"DPoP": proof}).status_code == 200
    second = code_form(poster, flow.obtain_code(browser, poster, prompt="consent"))
    answer = machine.post("/oauth/token", data=second, headers={"DPoP": proof})
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_dpop_proof")
    assert "jti" in answer.json["error_description"] or "before" in answer.json["error_description"]
    assert holder.post(machine, data=second).status_code == 200  # the code was not spent


def test_metadata_names_the_algorithms_of_both_endpoints(machine):
    for path in ("oauth-authorization-server", "oauth-protected-resource"):
        metadata = machine.get(f"/.well-known/{path}").json
        assert metadata["dpop_signing_alg_values_supported"] == ["ES256", "EdDSA", "PS256", "RS256"]
    assert metadata["dpop_bound_access_tokens_required"] is False


def test_address_is_the_public_one_behind_proxies(app, machine, holder):
    """``htu`` is compared with PUBLIC_URL, not with what a proxy asks the server for."""
    client = flow.register(app, profile="eventpop")
    form = {"grant_type": "client_credentials", **client.credentials()}
    holder.post(machine, data=form)
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "elsewhere.example"}
    sent = {**forwarded, "DPoP": holder.prove(htu=TOKEN_ADDRESS)}
    assert machine.post("/oauth/token", data=form, headers=sent).status_code == 200
    sent["DPoP"] = holder.prove(htu="https://elsewhere.example/oauth/token")
    assert machine.post("/oauth/token", data=form, headers=sent).json["error"] == (
        "invalid_dpop_proof"
    )


@pytest.mark.parametrize(
    ("claims", "reason", "facts"),
    [
        ({"nonce": LEFT_OUT}, "proof_nonce_missing", {}),
        ({"htm": "GET"}, "proof_invalid", {"part": "htm"}),
    ],
)
def test_flow_doctor_knows_why(app, clock, holder, claims, reason, facts):
    world = World(app, clock)
    form = code_form(world.poster, world.code())
    holder.nonce = "aged"
    world.machine.post("/oauth/token", data=form, headers={"DPoP": holder.prove()})
    world.machine.post("/oauth/token", data=form, headers={"DPoP": holder.prove(**claims)})
    assert world.failures()[-1][1:3] == (reason, facts)
