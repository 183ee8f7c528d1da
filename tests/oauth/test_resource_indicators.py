"""The resources that requests may name: ours, and no other server's (RFC 8707)."""

import pytest

from tests.support import oauth_flow as flow

OURS = ["http://localhost", "http://localhost/", "http://localhost/api/v1"]
OTHERS = [
    "https://other.example",
    "http://localhost/api",
    "http://localhost/api/v1#x",
    "nonsense",
    "http://localhost http://other.example",
]


@pytest.mark.parametrize("resource", OURS)
def test_own_resources_are_accepted(machine, browser, poster, make_code, resource):
    path = flow.authorize_path(poster, resource=resource)
    assert browser.get(path).status_code == 200
    first = flow.exchange(machine, poster, make_code(), resource=resource)
    assert first.status_code == 200
    again = flow.refresh(machine, poster, first.json["refresh_token"], resource=resource)
    assert again.status_code == 200


@pytest.mark.parametrize("resource", OTHERS)
def test_other_resources_are_refused_and_nothing_is_spent(
    machine, browser, poster, make_code, resource
):
    sent_back = flow.callback(browser.get(flow.authorize_path(poster, resource=resource)))
    assert sent_back["error"] == "invalid_target"
    code = make_code()
    refused = flow.exchange(machine, poster, code, resource=resource)
    assert (refused.status_code, refused.json["error"]) == (400, "invalid_target")
    tokens = flow.exchange(machine, poster, code).json
    refused = flow.refresh(machine, poster, tokens["refresh_token"], resource=resource)
    assert refused.json["error"] == "invalid_target"
    assert flow.refresh(machine, poster, tokens["refresh_token"]).status_code == 200
