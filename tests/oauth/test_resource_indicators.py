"""The resources that requests for tokens name, and the audience of what they get (RFC 8707)."""

import pytest

from tests.support import device_flow
from tests.support import oauth_flow as flow
from tests.support.pushing import push, pushed_path

pytestmark = pytest.mark.both_databases

SITE, API = "http://localhost", "http://localhost/api/v1"
OTHERS = [
    "https://other.example",
    f"{API}#x",
    "nonsense",
    f"{SITE} https://other.example",
    [API, "https://other.example"],
]


@pytest.fixture
def audience_of(machine, poster):
    """What introspection says of a token: its ``aud``, None without one."""

    def read(token, app=poster):
        seen = machine.post("/oauth/introspect", data={"token": token, **app.credentials()}).json
        assert seen["active"] is True
        return seen.get("aud")

    return read


def obtain(browser, machine, app, resource, **changes):
    """The tokens of a code for which ``resource`` was authorized."""
    answer = flow.exchange(machine, app, flow.obtain_code(browser, app, resource=resource))
    assert answer.status_code == 200, answer.json
    return answer.json


def refused(answer):
    """Assert that ``answer`` refuses the resource; its description."""
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_target")
    assert "resource" in answer.json["error_description"]
    return answer.json["error_description"]


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (None, None),
        (SITE, SITE),
        (f"{SITE}/", SITE),
        (API, API),
        (f"{API}/", API),
        (f"{API}/organizer/events?tag=jazz", API),
    ],
)
def test_tokens_are_for_what_was_authorized(
    browser, machine, poster, audience_of, resource, expected
):
    pair = obtain(browser, machine, poster, resource)
    assert audience_of(pair["access_token"]) == expected
    assert audience_of(pair["refresh_token"]) == expected
    again = flow.refresh(machine, poster, pair["refresh_token"]).json
    assert audience_of(again["access_token"]) == expected
    assert audience_of(again["refresh_token"]) == expected


def test_several_resources_are_narrowed_at_each_request(machine, poster, make_code, audience_of):
    """The refresh token keeps what was granted (section 2.2)."""
    code = make_code(audience="/ /api/v1")
    pair = flow.exchange(machine, poster, code, resource=API).json
    assert audience_of(pair["access_token"]) == API
    assert audience_of(pair["refresh_token"]) == [SITE, API]
    both = flow.refresh(machine, poster, pair["refresh_token"], resource=[SITE, API]).json
    assert audience_of(both["access_token"]) == [SITE, API]
    last = flow.refresh(machine, poster, both["refresh_token"], resource=API).json
    assert audience_of(last["access_token"]) == API
    rest = flow.refresh(machine, poster, last["refresh_token"]).json
    assert audience_of(rest["access_token"]) == [SITE, API]


def test_whole_site_may_be_narrowed_to_the_api(machine, poster, make_code, audience_of):
    pair = flow.exchange(machine, poster, make_code(audience="/"), resource=API).json
    assert audience_of(pair["access_token"]) == API


def test_request_without_resource_may_be_narrowed_later(machine, poster, make_code, audience_of):
    pair = flow.exchange(machine, poster, make_code(), resource=API).json
    assert audience_of(pair["access_token"]) == API
    assert audience_of(pair["refresh_token"]) is None


def test_resource_that_was_not_authorized_is_refused_and_nothing_is_spent(
    machine, poster, make_code
):
    code = make_code(audience="/api/v1")
    for resource in (SITE, [API, SITE], f"{SITE}/v2/bookings"):
        assert API in refused(flow.exchange(machine, poster, code, resource=resource))
    pair = flow.exchange(machine, poster, code).json
    for resource in (SITE, [API, SITE]):
        refused(flow.refresh(machine, poster, pair["refresh_token"], resource=resource))
    assert flow.refresh(machine, poster, pair["refresh_token"], resource=API).status_code == 200


def test_repeated_refresh_gets_the_identical_pair(machine, poster, make_code, audience_of):
    pair = flow.exchange(machine, poster, make_code(audience="/")).json
    first = flow.refresh(machine, poster, pair["refresh_token"], resource=API).json
    for changes in ({"resource": API}, {"resource": SITE}, {}):
        again = flow.refresh(machine, poster, pair["refresh_token"], **changes).json
        assert {**again, "expires_in": 0} == {**first, "expires_in": 0}
    assert audience_of(first["access_token"]) == API


@pytest.mark.parametrize("resource", OTHERS, ids=str)
def test_resources_of_others_are_refused_and_nothing_is_spent(
    browser, machine, poster, make_code, resource
):
    if isinstance(resource, str):
        sent_back = flow.callback(browser.get(flow.authorize_path(poster, resource=resource)))
        assert sent_back["error"] == "invalid_target"
    assert refused(push(machine, poster, resource=resource))
    code = make_code()
    refused(flow.exchange(machine, poster, code, resource=resource))
    pair = flow.exchange(machine, poster, code).json
    refused(flow.refresh(machine, poster, pair["refresh_token"], resource=resource))
    assert flow.refresh(machine, poster, pair["refresh_token"]).status_code == 200


def test_replay_is_noticed_whatever_resource_it_asks_for(machine, poster, make_code, clock):
    code = make_code(audience="/api/v1")
    pair = flow.exchange(machine, poster, code).json
    assert flow.exchange(machine, poster, code, resource=SITE).json["error"] == "invalid_grant"
    dead = flow.refresh(machine, poster, pair["refresh_token"])
    assert dead.json["error"] == "invalid_grant"
    pair = flow.exchange(machine, poster, make_code()).json
    again = flow.refresh(machine, poster, pair["refresh_token"]).json
    clock.advance(3600)
    replayed = flow.refresh(machine, poster, pair["refresh_token"], resource="https://a.example")
    assert replayed.json["error"] == "invalid_grant"
    assert flow.refresh(machine, poster, again["refresh_token"]).status_code == 400


def test_pushed_request_carries_it(browser, machine, poster, audience_of):
    pushed = push(machine, poster, resource=[f"{API}/me", API]).json["request_uri"]
    sent_back = flow.submit(browser, pushed_path(poster, pushed), "Authorize")
    pair = flow.exchange(machine, poster, flow.callback(sent_back)["code"]).json
    assert audience_of(pair["access_token"]) == API


def test_request_that_skips_the_page_carries_it(browser, machine, poster, audience_of):
    """The permission is the same one: an audience limits tokens, not what the user decided."""
    wide = obtain(browser, machine, poster, None)
    path = flow.authorize_path(poster, resource=API)
    code = flow.callback(browser.get(path)).get("code")
    narrow = flow.exchange(machine, poster, code).json
    assert audience_of(narrow["access_token"]) == API
    assert audience_of(wide["access_token"]) is None


def test_app_itself_gets_a_token_for_one_resource(app, machine, audience_of):
    eventpop = flow.register(app, name="Eventpop app", profile="eventpop")
    form = {"grant_type": "client_credentials", **eventpop.credentials()}
    issued = machine.post("/oauth/token", data={**form, "resource": API}).json
    assert audience_of(issued["access_token"], eventpop) == API
    refused(machine.post("/oauth/token", data={**form, "resource": "https://other.example"}))


def test_device_gets_tokens_for_what_it_asked(app, browser, machine, audience_of):
    scanner = device_flow.register(app)
    refused(device_flow.ask(machine, scanner, resource="https://other.example"))
    codes = device_flow.ask(machine, scanner, resource=API).json
    device_flow.decide(browser, codes)
    refused(device_flow.poll(machine, scanner, codes["device_code"], resource=SITE))
    pair = device_flow.poll(machine, scanner, codes["device_code"]).json
    token = f"Bearer {pair['access_token']}"
    assert machine.get("/v2/bookings", headers={"Authorization": token}).status_code == 401
    again = flow.refresh(machine, scanner, pair["refresh_token"])
    refused(flow.refresh(machine, scanner, again.json["refresh_token"], resource=SITE))
