"""Cases 36-48: Event Temple's scopes with commas, JSON bodies and X-API-ORG."""

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.teams.team import Team
from tests.support import factories
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases

BOTH = "crm_read,crm_manage"


@pytest.fixture
def desk(app):
    """An app with the eventtemple profile."""
    return flow.register(app, profile="eventtemple")


@pytest.fixture
def tokens(two, machine, desk):
    """Its tokens for acme and beta."""
    return connect(two, machine, desk).json


@pytest.fixture
def bookings(app, teams):
    """The id of the one ticket of each team, by slug."""
    with app.app_context():
        made = {
            slug: factories.make_ticket(
                db.session.query(Event).filter_by(team=Team.find(slug)).one(),
                factories.make_user(name=f"Holder at {slug}"),
            ).public_id
            for slug in teams
        }
        db.session.commit()
        return made


def approve(browser, desk, teams=("acme", "beta"), **changes):
    """Press Authorize for these teams."""
    changes = {"scope": BOTH, "state": None, **changes}
    return flow.decide(browser, desk, fields={"team": list(teams)}, **changes)


def post(machine, desk, path, **members):
    """The answer to a JSON body with the app's credentials and these members."""
    return machine.post(path, json={**desk.credentials(), **members})


def connect(browser, machine, desk):
    """The answer to the documented exchange, five members in JSON."""
    code = flow.callback(approve(browser, desk))["code"]
    body = {"grant_type": "authorization_code", "redirect_uri": desk.redirect_uri, "code": code}
    return post(machine, desk, "/oauth/token", **body)


def refresh(machine, desk, token):
    """The answer to a refresh in JSON."""
    body = {"grant_type": "refresh_token", "refresh_token": token}
    return post(machine, desk, "/oauth/token", **body)


def read(machine, token, path="/v2/bookings", org=None):
    """The API's answer, with X-API-ORG if an organization is named."""
    headers = {"Authorization": f"Bearer {token}", **({"X-API-ORG": org} if org else {})}
    return machine.get(path, headers=headers)


def test_scopes_may_be_separated_by_a_comma(two, desk):
    """Case 36."""
    assert list(flow.callback(approve(two, desk))) == ["code"]


def test_scopes_may_be_separated_by_a_space(two, desk):
    """Case 37."""
    assert list(flow.callback(approve(two, desk, scope="crm_read crm_manage"))) == ["code"]


def test_json_exchange_returns_both_scopes_sorted(two, machine, desk):
    """Case 38."""
    answer = connect(two, machine, desk)
    assert answer.status_code == 200
    assert answer.json["scope"] == "crm_manage crm_read"
    assert answer.json["expires_in"] == 7200
    assert answer.json["access_token"]
    assert answer.json["refresh_token"]


def test_json_refresh_rotates_the_refresh_token(machine, desk, tokens):
    """Case 39."""
    answer = refresh(machine, desk, tokens["refresh_token"])
    assert answer.status_code == 200
    assert answer.json["refresh_token"] != tokens["refresh_token"]
    assert answer.json["scope"] == "crm_manage crm_read"


def test_refresh_repeats_the_same_pair_and_later_reuse_ends_the_family(
    machine, desk, tokens, teams, clock
):
    """Case 40. Whether the new tokens were used plays no part (decision 4)."""
    new = refresh(machine, desk, tokens["refresh_token"]).json
    assert read(machine, new["access_token"], org=teams["acme"]).status_code == 200
    repeated = refresh(machine, desk, tokens["refresh_token"])
    assert (repeated.status_code, repeated.json["access_token"]) == (200, new["access_token"])
    clock.advance(30)
    assert refresh(machine, desk, tokens["refresh_token"]).json["error"] == "invalid_grant"
    assert read(machine, new["access_token"], org=teams["acme"]).status_code == 401
    assert refresh(machine, desk, new["refresh_token"]).status_code == 400


def test_json_revocation_ends_the_whole_pair(machine, desk, tokens, teams):
    """Case 41."""
    answer = post(machine, desk, "/oauth/revoke", token=tokens["access_token"])
    assert (answer.status_code, answer.json) == (200, {})
    assert read(machine, tokens["access_token"], org=teams["acme"]).status_code == 401
    again = refresh(machine, desk, tokens["refresh_token"])
    assert (again.status_code, again.json["error"]) == (400, "invalid_grant")


def test_revoking_an_unknown_token_succeeds_but_needs_the_secret(machine, desk):
    """Case 42."""
    unknown = post(machine, desk, "/oauth/revoke", token="unknown")
    assert (unknown.status_code, unknown.json) == (200, {})
    wrong = flow.App(desk.id, "wrong")
    assert post(machine, wrong, "/oauth/revoke", token="unknown").status_code == 401
    assert post(machine, desk, "/oauth/revoke").status_code == 400


def test_bookings_are_those_of_the_organization_in_the_header(machine, tokens, teams, bookings):
    """Case 43."""
    answer = read(machine, tokens["access_token"], org=teams["acme"])
    assert answer.status_code == 200
    assert [row["id"] for row in answer.json["data"]] == [bookings["acme"]]
    assert answer.json["data"][0]["event"]["title"] == "Acme night"
    assert answer.json["data"][0]["holder"] == {"name": "Holder at acme"}


def test_header_chooses_among_the_granted_organizations_only(machine, tokens, teams, bookings):
    """Case 44."""
    token = tokens["access_token"]
    assert read(machine, token).status_code == 400
    assert read(machine, token, org="org_abcdefghijklmnop").status_code == 403
    beta = read(machine, token, org=teams["beta"])
    assert [row["id"] for row in beta.json["data"]] == [bookings["beta"]]
    events = read(machine, token, "/api/v1/organizer/events", org=teams["beta"])
    assert [event["title"] for event in events.json["data"]] == ["Beta night"]
    rows = read(machine, token, "/v2/organizations").json["data"]
    assert [(row["id"], row["slug"]) for row in rows] == [
        (teams["acme"], "acme"),
        (teams["beta"], "beta"),
    ]


def test_one_unknown_scope_makes_the_request_invalid(two, desk):
    """Case 45."""
    answer = two.get(flow.authorize_path(desk, scope="crm_read,admin", state="s1"))
    sent_back = flow.callback(answer)
    assert (sent_back["error"], sent_back["state"]) == ("invalid_scope", "s1")


def test_malformed_json_is_an_invalid_request(machine):
    """Case 46."""
    for body in ("{", "[]", '{"grant_type": {"a": 1}}'):
        answer = machine.post("/oauth/token", data=body, content_type="application/json")
        assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_token_endpoint_ignores_query_parameters(machine, desk):
    """Case 47."""
    query = {"grant_type": "client_credentials", **desk.credentials()}
    answer = machine.post("/oauth/token", query_string=query)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_refresh_token_of_another_client_is_invalid_grant(app, machine, tokens):
    """Case 48."""
    answer = refresh(machine, flow.register(app, profile="eventtemple"), tokens["refresh_token"])
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_grant")
