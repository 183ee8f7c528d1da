"""Authorization requests that an app's page sends as a form."""

from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from tests.support import oauth_flow as flow


def parameters_of(app, **changes):
    return dict(parse_qsl(urlsplit(flow.authorize_path(app, **changes)).query))


@pytest.mark.parametrize("path", ["/oauth/authorize", "/authorize"])
def test_request_goes_on_as_one_by_get(browser, poster, path):
    sent = parameters_of(poster, state="a b&c=é", foo="ignored")
    answer = browser.post(path, data=sent)

    assert answer.status_code == 303
    kept = {name: value for name, value in sent.items() if name != "foo"}
    assert dict(parse_qsl(urlsplit(answer.location).query)) == kept
    page = browser.get(answer.location)
    assert page.status_code == 200
    assert "Poster Board" in page.text


def test_stranger_is_asked_to_sign_in_and_keeps_the_request(client, poster):
    answer = client.post("/oauth/authorize", data=parameters_of(poster))
    to_sign_in = client.get(answer.location)
    assert urlsplit(to_sign_in.location).path == "/login"
    assert poster.id in to_sign_in.location


def test_decision_without_a_token_of_ours_decides_nothing(browser, poster):
    sent = parameters_of(poster) | {"decision": "approve", "team": "harbour-hall"}
    answer = browser.post("/oauth/authorize", data=sent)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "sd_app_unknown"},
        {"redirect_uri": "https://evil.example/cb"},
        {"client_id": ["a", "b"]},
        {"request_uri": "urn:ietf:params:oauth:request_uri:unknown"},
        {"request_uri": "urn:ietf:params:oauth:request_uri:unknown", "client_id": ""},
    ],
)
def test_what_is_not_trusted_ends_on_a_page_of_ours(browser, poster, changes):
    answer = browser.post("/oauth/authorize", data=parameters_of(poster) | changes)
    if answer.status_code == 303:
        assert urlsplit(answer.location).path == "/oauth/authorize"
        answer = browser.get(answer.location)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_both_resources_arrive(browser, poster, app):
    base = app.config["SETTINGS"].public_url
    resources = [base, f"{base}/api/v1"]
    answer = browser.post("/oauth/authorize", data=parameters_of(poster) | {"resource": resources})
    assert browser.get(answer.location).status_code == 200
    sent = " ".join(parse_qs(urlsplit(answer.location).query)["resource"])
    assert sent.split() == resources


def test_request_that_is_too_long_is_refused_to_the_app(browser, poster):
    answer = browser.post("/oauth/authorize", data=parameters_of(poster, state="s" * 9_000))
    assert flow.callback(answer)["error"] == "invalid_request"


def test_nothing_at_all_is_refused_here(browser):
    assert browser.post("/oauth/authorize").status_code == 400
    assert browser.post("/oauth/authorize", json=["x"]).status_code == 400
