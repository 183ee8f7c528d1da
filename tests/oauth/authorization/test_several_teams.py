"""One permission for several teams, where the app may ask for that (Event Temple's way)."""

import re

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.credentials import live_token
from app.models.grants.grant import Grant
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.people import sign_in

TWO = "two@example.org"


@pytest.fixture
def desk(app):
    """An app that may ask for several teams."""
    return flow.register(app, name="Front Desk", profile="eventtemple")


@pytest.fixture
def two(app):
    """The browser of somebody who owns Acme, Beta and Gamma."""
    flow.make_organizer(app, TWO, "acme", "beta", "gamma")
    browser = app.test_client()
    sign_in(browser, TWO)
    return browser


def ask(browser, desk, *teams, **changes):
    """Answer the consent page with these teams."""
    return flow.decide(browser, desk, scope="crm_read", fields={"team": list(teams)}, **changes)


def granted_sets(app):
    """The slugs of each permission that stands."""
    with app.app_context():
        rows = db.session.query(Grant).filter_by(status="active").order_by(Grant.id)
        return [{team.slug for team in grant.teams} for grant in rows]


def test_every_team_can_be_chosen_and_none_is_beforehand(two, desk):
    page = two.get(flow.authorize_path(desk, scope="crm_read")).text
    assert len(re.findall(r'type="checkbox" name="team"', page)) == 3
    assert " checked" not in page
    assert "Choose the teams it may use" in page


def test_at_least_one_team_is_due(app, two, desk):
    answer = ask(two, desk)
    assert answer.status_code == 422
    assert "Choose at least one team" in answer.text
    assert granted_sets(app) == []


@pytest.mark.both_databases
def test_permission_is_for_exactly_the_chosen_teams(app, two, desk):
    code = flow.callback(ask(two, desk, "gamma", "acme", "acme"))["code"]
    tokens = flow.exchange(app.test_client(), desk, code).json
    assert granted_sets(app) == [{"acme", "gamma"}]
    with app.app_context():
        live = live_token.find(tokens["access_token"])
        assert {team.slug for team in live.teams} == {"acme", "gamma"}


@pytest.mark.parametrize("foreign", ["night-owl", "no-such-team"])
def test_one_foreign_team_refuses_them_all(app, two, desk, foreign):
    flow.make_organizer(app, "other@example.org", "night-owl")
    assert ask(two, desk, "acme", foreign).status_code == 403
    assert granted_sets(app) == []


def test_team_that_was_not_offered_refuses_them_all(app, two, desk):
    page = two.get(flow.authorize_path(desk, scope="crm_read"))
    with app.app_context():
        factories.make_team(User.find_by_email(TWO), name="Delta", slug="delta")
        db.session.commit()
    sent = {"team": ["acme", "delta"]}
    answer = flow.submit(two, "/oauth/authorize", "Authorize", page=page, **sent)
    assert answer.status_code == 403
    assert granted_sets(app) == []


def test_other_apps_get_one_team_whatever_is_sent(app, two, poster):
    answer = flow.decide(two, poster, fields={"team": ["acme", "beta"]})
    assert answer.status_code == 403
    assert granted_sets(app) == []


def test_same_set_is_not_asked_for_again(app, two, desk):
    ask(two, desk, "acme", "beta")
    again = two.get(flow.authorize_path(desk, scope="crm_read"))
    assert flow.callback(again)["code"]
    assert granted_sets(app) == [{"acme", "beta"}]


def test_two_sets_make_the_person_say_which(app, two, desk):
    ask(two, desk, "acme", "beta")
    ask(two, desk, "gamma", prompt="consent")
    assert two.get(flow.authorize_path(desk, scope="crm_read")).status_code == 200
    assert granted_sets(app) == [{"acme", "beta"}, {"gamma"}]


@pytest.mark.both_databases
def test_losing_the_role_in_one_team_takes_that_team_alone(app, two, desk):
    """Invariant 4; the person reads which apps lost it, and the others go on."""
    code = flow.callback(ask(two, desk, "acme", "beta"))["code"]
    tokens = flow.exchange(app.test_client(), desk, code).json
    with app.app_context():
        team = Team.find("acme")
        factories.join(team, factories.make_user(), Role.OWNER)
        member = Membership.find(team, User.find_by_email(TWO)).user.public_id
        db.session.commit()

    left = flow.submit(two, "/teams/acme/members", "Leave")
    assert member in left.request.path
    assert flow.is_live(app, tokens["access_token"])
    assert granted_sets(app) == [{"beta"}]
    page = two.get("/teams").text
    assert "Front Desk lost its access to Acme." in page


def test_person_whose_role_another_takes_is_told_by_mail(app, two, desk):
    ask(two, desk, "acme", "beta")
    with app.app_context():
        team = Team.find("acme")
        factories.join(team, factories.make_user("olga@example.org"), Role.OWNER)
        person = User.find_by_email(TWO).public_id
        db.session.commit()
    olga = app.test_client()
    sign_in(olga, "olga@example.org")
    token = flow.find_form(olga.get("/teams/acme/members").text).fields["csrf_token"][0]
    sent = {"csrf_token": token, "role": "viewer"}
    olga.post(f"/teams/acme/members/{person}/role", data=sent)

    mails = app.extensions["mail_outbox"]
    (mail,) = [mail for mail in mails if mail.to == TWO and "lost access" in mail.subject]
    assert "Front Desk lost its access to Acme." in mail.body
    page = olga.get("/teams/acme/members").text
    assert re.search("One app that .* connected lost access", page)
    assert "Beta" not in page
