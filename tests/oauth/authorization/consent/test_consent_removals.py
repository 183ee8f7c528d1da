"""What was removed comes back only by the click on a page that says so."""

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.grants.grant_removal import GrantRemoval
from app.models.housekeeping.grant_narrowing import remove_scope, remove_team
from app.models.teams.team import Team
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.forms import submit
from tests.support.people import sign_in

BOTH = "events:read events:write"


def remove(app, email, scope="events:write", team=None):
    """Take it off the only live grant, as the page of the app does."""
    with app.app_context():
        by = User.find_by_email(email)
        grant = db.session.scalars(db.select(Grant).where(Grant.is_live)).one()
        if team is None:
            assert remove_scope(grant, scope, by=by)
        else:
            assert remove_team(grant, Team.find(team), by=by)
        db.session.commit()


def live_scopes(app):
    """The scopes of the only live grant."""
    with app.app_context():
        return db.session.scalars(db.select(Grant).where(Grant.is_live)).one().scopes


def test_removed_scope_is_not_given_silently_and_old_tokens_never_get_it_back(
    app, browser, machine, poster, olivia
):
    tokens = flow.connect(app, poster, olivia, scope=BOTH)
    silent = flow.authorize_path(poster, scope=BOTH, prompt="none")
    assert "code" in flow.callback(browser.get(silent))
    remove(app, olivia)
    assert flow.callback(browser.get(silent))["error"] == "consent_required"
    assert "You removed this on" in browser.get(flow.authorize_path(poster, scope=BOTH)).text
    again = flow.connect(app, poster, olivia, scope=BOTH)
    assert again["scope"] == BOTH
    refreshed = flow.refresh(machine, poster, tokens["refresh_token"], scope=BOTH).json
    assert refreshed["scope"] == "events:read"
    with app.app_context():
        assert not GrantRemoval.list_open(User.find_by_email(olivia), Client.find(poster.id))


def test_page_that_was_opened_before_the_removal_approves_nothing(app, browser, poster, olivia):
    flow.connect(app, poster, olivia, scope=BOTH)
    path = flow.authorize_path(poster, scope=BOTH, prompt="consent")
    page = browser.get(path)
    remove(app, olivia)
    answer = submit(browser, path, "Authorize", page=page)
    assert answer.status_code == 303
    again = browser.get(answer.headers["Location"]).text
    assert "Part of its access was removed while this page was open." in again
    assert "You removed this on" in again
    assert live_scopes(app) == "events:read"


def test_removed_team_is_named_where_it_is_chosen(app):
    desk, email = flow.register(app, profile="eventtemple"), "two@example.org"
    flow.make_organizer(app, email, "acme", "beta")
    browser = app.test_client()
    sign_in(browser, email)
    both = {"team": ["acme", "beta"]}
    flow.decide(browser, desk, scope="crm_read", fields=both)
    path = flow.authorize_path(desk, scope="crm_read", prompt="consent", teams="all")
    page = browser.get(path)
    remove(app, email, team="beta")
    assert submit(browser, path, "Authorize", page=page, **both).status_code == 303
    assert "You removed this on" in browser.get(path).text
    assert flow.callback(submit(browser, path, "Authorize", **both))["code"]


def test_owner_who_removed_it_is_named(app, browser, poster, olivia):
    flow.connect(app, poster, olivia, scope=BOTH)
    with app.app_context():
        factories.make_user("otto@example.org", name="Otto Holm")
        db.session.commit()
    remove(app, "otto@example.org")
    page = browser.get(flow.authorize_path(poster, scope=BOTH)).text
    assert "Otto Holm removed this on" in page
