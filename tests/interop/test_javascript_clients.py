"""JavaScript clients, unmodified, through every flow that they know; one test a client and flow.

None is given an option that weakens it, but that http is allowed on loopback.
"""

import pytest


def check_whole_flow(facts, token_type="bearer"):
    """The token reads the event, the refreshed one, too, and not once it was revoked."""
    assert facts["tokens"]["token_type"].lower() == token_type
    assert facts["events"] == 1
    assert (facts["again"], facts["ended"]) == (200, 401)


@pytest.mark.parametrize("app", ["server", "phone"])
@pytest.mark.parametrize("script", ["oauth4webapi", "openid-client"])
def test_code_refresh_and_revocation(client, script, app):
    check_whole_flow(client(script, app=app))


@pytest.mark.parametrize("app", ["server", "phone"])
@pytest.mark.parametrize("script", ["oauth4webapi", "openid-client"])
def test_tokens_bound_to_a_key(client, script, app):
    check_whole_flow(client(script, "dpop", app), "dpop")


@pytest.mark.parametrize("alg", ["Ed25519", "RS256", "PS256"])
def test_tokens_bound_to_a_key_of_each_kind(client, alg):
    check_whole_flow(client("oauth4webapi", "dpop", alg=alg), "dpop")


def test_pushed_request_with_a_proof(client):
    check_whole_flow(client("oauth4webapi", "par"), "dpop")


def test_pushed_request(client):
    check_whole_flow(client("openid-client", "par"))


def test_registration_by_the_client(client):
    check_whole_flow(client("oauth4webapi", "register", client_secret=None))


def test_simple_oauth2_gets_refreshes_and_revokes(client):
    check_whole_flow(client("simple-oauth2"))


def test_passport_oauth2_signs_in_with_state_and_pkce(client):
    facts = client("passport-oauth2")
    assert (facts["tokens"]["token_type"], facts["events"]) == ("Bearer", 1)


@pytest.mark.parametrize("app", ["server", "phone"])
def test_badgateway_client_discovers_gets_refreshes_and_revokes(client, app):
    facts = client("badgateway", app=app)
    assert (facts["events"], facts["again"], facts["ended"]) == (1, 200, 401)


@pytest.mark.parametrize("script", ["oauth4webapi", "openid-client", "simple-oauth2", "badgateway"])
def test_app_itself_gets_a_token(client, script):
    facts = client(script, "client_credentials", "itself")
    assert facts["tokens"]["access_token"].startswith("sd_at_")


def test_agent_begins_with_a_refusal_and_the_address(client):
    """It finds the server, registers, sends its person and refreshes, for no more than it needs."""
    facts = client("modelcontextprotocol")
    assert facts["steps"] == ["REDIRECT", "AUTHORIZED", "AUTHORIZED"]
    assert (facts["events"], facts["again"]) == (1, 200)
    assert facts["scope"] == "events:read"
    # It wants to refresh, and says so.
    assert set(facts["tokens"]["scope"].split()) <= {"events:read", "offline_access"}


@pytest.mark.parametrize("flow", ["code", "dpop"])
def test_device_waits_for_its_person(client, person, flow):
    facts = client("openid-client-device", flow, "screen", visit=person.allow_device)
    assert (facts["events"], facts["again"]) == (1, 200)
    assert facts["tokens"]["token_type"] == ("dpop" if flow == "dpop" else "bearer")


def test_device_that_asks_too_early_and_too_soon(client, person, world):
    facts = client("oauth4webapi-device", app="screen", visit=person.allow_device)
    assert (facts["early"], facts["soon"]) == ("authorization_pending", "slow_down")
    assert (facts["events"], facts["claims"]["aud"]) == (1, world.apps["screen"]["client_id"])


@pytest.mark.parametrize("alg", ["ES256", "RS256", "PS256", "Ed25519"])
def test_key_of_each_kind_instead_of_a_secret(client, alg):
    check_keys(client("oauth4webapi-keys", alg=alg))


def test_key_instead_of_a_secret_and_an_id_token(client):
    facts = client("openid-client-keys")
    check_keys(facts)
    assert "id_token" in facts["tokens"]


def check_keys(facts):
    """The key authenticates the app at every endpoint, and no secret was made."""
    assert facts["client"]["token_endpoint_auth_method"] == "private_key_jwt"
    assert "client_secret" not in facts["client"]
    assert (facts["events"], facts["again"], facts["ended"]) == (1, 200, 401)
    assert facts["active"] is True


def test_workers_that_share_a_refresh_token_all_go_on(client):
    facts = client("workers")
    assert facts["statuses"] == [200] * 6
    assert facts["again"] == 200
