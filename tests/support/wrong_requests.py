"""Requests of an app that go wrong, each in one way; ``w`` is a World (flow_world)."""

import json

from app.models.clients.client_protocol import DEVICE_CODE
from tests.support import device_flow, factories
from tests.support import oauth_flow as flow
from tests.support.flow_world import FEED

HOST = "http://localhost"
URI = factories.REDIRECT_URI
PKCE = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}


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


def _device(w):
    w.grant(lambda client: setattr(client, "grant_types", f"{client.grant_types} {DEVICE_CODE}"))
    return device_flow.ask(w.machine, w.poster).json


def device_flow_off(w):
    device_flow.ask(w.machine, w.poster)


def device_scope_unknown(w):
    _device(w)
    device_flow.ask(w.machine, w.poster, scope="everything")


def polled_too_early(w):
    code = _device(w)["device_code"]
    for _poll in range(2):
        device_flow.poll(w.machine, w.poster, code)


def device_denied(w):
    codes = _device(w)
    device_flow.decide(w.browser, codes, "Deny")
    device_flow.poll(w.machine, w.poster, codes["device_code"])


def device_code_used_twice(w):
    codes = _device(w)
    device_flow.decide(w.browser, codes)
    for _poll in range(2):
        device_flow.poll(w.machine, w.poster, codes["device_code"])


def device_code_expired(w):
    code = _device(w)["device_code"]
    w.clock.advance(912)
    device_flow.poll(w.machine, w.poster, code)


def device_code_unknown(w):
    _device(w)
    device_flow.poll(w.machine, w.poster, "sd_dev_other")


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


def resource_of_another_server(w):
    w.ask(resource="https://other.example")


def resource_not_granted(w):
    pair = w.exchange(w.code(resource=f"{HOST}/api/v1")).json
    flow.refresh(w.machine, w.poster, pair["refresh_token"], resource=HOST)


def token_of_another_resource(w):
    token = w.exchange(w.code(), resource=f"{HOST}/api/v1").json["access_token"]
    w.call(token, "/v2/organizations")


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
