"""Requests that make, widen or replace a grant by name (Grant Management for OAuth 2.0)."""

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.credentials import live_token
from app.models.credentials.refresh_token import RefreshToken
from app.models.grants.grant import Grant
from tests.support import oauth_flow as flow
from tests.support.people import sign_in

pytestmark = pytest.mark.both_databases


def manage(action, grant_id=None, **changes):
    """The parameters of a request with this action."""
    return {"grant_management_action": action, "grant_id": grant_id, **changes}


def connect(machine, browser, app, fields=None, **changes):
    """Ask, authorize and exchange; the token endpoint's answer."""
    code = flow.obtain_code(browser, app, fields=fields, **changes)
    answer = flow.exchange(machine, app, code)
    assert answer.status_code == 200, answer.json
    return answer.json


def refusal(browser, app, **changes):
    """The error with which the app's address is called."""
    return flow.callback(browser.get(flow.authorize_path(app, **changes)))["error"]


def scopes_of(app, token):
    """The scopes that the token has now; None when it is dead."""
    with app.app_context():
        live = live_token.find(token)
        return None if live is None else live.scopes


def grants(app):
    """Scopes and teams of every live grant, by public id."""
    with app.app_context():
        rows = db.session.query(Grant).filter(Grant.is_live)
        return {row.public_id: (row.scopes, [team.slug for team in row.teams]) for row in rows}


@pytest.fixture
def first(machine, browser, poster):
    """A connection that reads events."""
    return connect(machine, browser, poster)


def test_answers_of_tokens_name_the_grant(app, machine, poster, first):
    assert list(grants(app)) == [first["grant_id"]]
    again = flow.refresh(machine, poster, first["refresh_token"])
    assert again.json["grant_id"] == first["grant_id"]
    assert list(first)[-1] == "grant_id"


def test_create_makes_a_grant_beside_the_others(app, machine, browser, poster, first):
    """Each has a life of its own, though team and app are the same."""
    second = connect(machine, browser, poster, **manage("create"))
    assert grants(app).keys() == {first["grant_id"], second["grant_id"]}
    with app.app_context():
        flow.find_grant(second["grant_id"]).revoke()
        db.session.commit()
    assert flow.is_live(app, first["access_token"])
    assert not flow.is_live(app, second["access_token"])


def test_plain_request_does_not_widen_a_grant_that_was_made_by_name(app, machine, browser, poster):
    made = connect(machine, browser, poster, **manage("create"))
    plain = connect(machine, browser, poster, scope="events:write")
    assert plain["grant_id"] != made["grant_id"]
    assert grants(app)[made["grant_id"]][0] == "events:read"


def test_merge_adds_to_the_grant_and_ends_its_refresh_tokens(app, machine, browser, poster, first):
    merged = connect(
        machine, browser, poster, **manage("merge", first["grant_id"], scope="profile:read")
    )
    assert merged["grant_id"] == first["grant_id"]
    assert grants(app) == {first["grant_id"]: ("events:read profile:read", ["harbour-hall"])}
    assert merged["scope"] == "profile:read"
    old = flow.refresh(machine, poster, first["refresh_token"])
    assert (old.status_code, old.json["error"]) == (400, "invalid_grant")
    assert scopes_of(app, first["access_token"]) == {"events:read"}
    assert flow.refresh(machine, poster, merged["refresh_token"]).status_code == 200


def test_replace_limits_older_tokens_at_once(app, machine, browser, poster):
    first = connect(machine, browser, poster, scope="events:write profile:read")
    replaced = connect(machine, browser, poster, **manage("replace", first["grant_id"]))
    assert grants(app) == {first["grant_id"]: ("events:read", ["harbour-hall"])}
    assert scopes_of(app, first["access_token"]) == frozenset()
    assert scopes_of(app, replaced["access_token"]) == {"events:read"}
    assert flow.refresh(machine, poster, first["refresh_token"]).status_code == 400


def test_replace_is_for_the_teams_that_are_chosen_now(app, machine, poster):
    browser = app.test_client()
    sign_in(browser, flow.make_organizer(app, "two@example.org", "acme", "beta"))
    first = connect(machine, browser, poster, fields={"team": "acme"})
    page = browser.get(flow.authorize_path(poster, **manage("replace", first["grant_id"])))
    assert 'value="acme" checked' in " ".join(page.text.split())
    connect(
        machine, browser, poster, fields={"team": "beta"}, **manage("replace", first["grant_id"])
    )
    assert grants(app) == {first["grant_id"]: ("events:read", ["beta"])}
    with app.app_context():
        teams = live_token.find(first["access_token"]).teams
        assert [team.slug for team in teams] == ["beta"]


def test_merge_stays_with_the_teams_of_the_grant(app, machine, poster):
    browser = app.test_client()
    sign_in(browser, flow.make_organizer(app, "two@example.org", "acme", "beta"))
    first = connect(machine, browser, poster, fields={"team": "acme"})
    for scope in ("events:write", "events:read"):  # more, and nothing new
        request = manage("merge", first["grant_id"], scope=scope)
        page = browser.get(flow.authorize_path(poster, **request)).text
        assert "Acme" in page
        assert "Beta" not in page
        connect(machine, browser, poster, **request)
    assert grants(app) == {first["grant_id"]: ("events:read events:write", ["acme"])}


def test_page_says_what_a_replacement_takes_away(machine, browser, poster):
    first = connect(machine, browser, poster, scope="events:read profile:read")
    page = browser.get(flow.authorize_path(poster, **manage("replace", first["grant_id"]))).text
    assert "This replaces what you allowed before." in page
    ends = page.split("will no longer be able to")[1]
    assert "your name" in ends.lower()


@pytest.mark.parametrize("action", ["create", "merge", "replace"])
def test_nothing_is_changed_silently(app, browser, poster, first, action):
    before = grants(app)
    request = manage(action, None if action == "create" else first["grant_id"], prompt="none")
    assert refusal(browser, poster, **request) == "consent_required"
    del request["prompt"]
    assert browser.get(flow.authorize_path(poster, **request)).status_code == 200
    denied = flow.callback(flow.decide(browser, poster, "Deny", **request))
    assert denied["error"] == "access_denied"
    assert grants(app) == before


@pytest.mark.parametrize(
    ("action", "grant_id"),
    [
        ("update", "grt_aaaaaaaaaaaaaaaa"),
        ("merge", None),
        ("replace", None),
        ("create", "grt_aaaaaaaaaaaaaaaa"),
        (None, "grt_aaaaaaaaaaaaaaaa"),
    ],
)
def test_parameters_that_contradict_each_other(browser, poster, first, action, grant_id):
    assert refusal(browser, poster, **manage(action, grant_id)) == "invalid_request"


@pytest.mark.parametrize("grant_id", ["grt_aaaaaaaaaaaaaaaa", "x", "\N{SNOWMAN}" * 100])
def test_unknown_grant(browser, poster, first, grant_id):
    for action in ("merge", "replace"):
        assert refusal(browser, poster, **manage(action, grant_id)) == "invalid_grant_id"


def test_grant_of_another_user_app_or_time_is_unknown(app, machine, browser, poster, first):
    request = manage("merge", first["grant_id"])
    other = app.test_client()
    sign_in(other, flow.make_organizer(app, "two@example.org", "acme"))
    connect(machine, other, poster)
    assert refusal(other, poster, **request) == "invalid_grant_id"
    foreign = flow.register(app)
    assert refusal(browser, foreign, **request) == "invalid_grant_id"
    with app.app_context():
        flow.find_grant(first["grant_id"]).revoke()
        db.session.commit()
    assert refusal(browser, poster, **request) == "invalid_grant_id"


def test_grant_that_ends_under_the_open_page_is_not_revived(app, browser, poster, first):
    path = flow.authorize_path(poster, **manage("replace", first["grant_id"]))
    page = browser.get(path)
    with app.app_context():
        flow.find_grant(first["grant_id"]).revoke()
        db.session.commit()
    answer = flow.submit(browser, path, "Authorize", page=page)
    assert flow.callback(answer)["error"] == "invalid_grant_id"
    assert grants(app) == {}


def test_public_client_manages_no_grants(browser, phone):
    request = manage("create", code_challenge=flow.CHALLENGE, code_challenge_method="S256")
    assert refusal(browser, phone, **request) == "invalid_request"


def test_app_of_another_dialect_is_told_the_grant_once_it_manages_them(app, machine, browser):
    desk = flow.register(app, profile="eventtemple")
    plain = connect(machine, browser, desk, scope="crm_read")
    assert "grant_id" not in plain
    made = connect(machine, browser, desk, **manage("create", scope="crm_read"))
    assert made["grant_id"] in grants(app)


def test_each_change_leaves_a_line(app, machine, browser, poster, first):
    for action in ("merge", "replace"):
        connect(machine, browser, poster, **manage(action, first["grant_id"]))
    with app.app_context():
        lines = db.session.query(AuditEvent).filter_by(action="consent.approved")
        details = [line.detail for line in lines.order_by(AuditEvent.id)]
        assert ['"merge"' in details[1], '"replace"' in details[2]] == [True, True]
        spent = db.session.query(RefreshToken).filter(RefreshToken.spent_at.is_not(None))
        assert spent.count() == 0
