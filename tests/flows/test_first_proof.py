"""Invariant 18: the first proof of an address ends what was made under it before.

A stranger signs up with Vera's address, leaves something behind, and waits until Vera proves it.
"""

import re

import pytest

from app.extensions import db
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.password_reset import PasswordReset
from app.models.accounts.second_factors import second_factors
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.grants.grant_state import GrantStatus
from app.models.housekeeping import client_deletion
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.trials import sandbox
from tests.support import factories
from tests.support.factories import PASSWORD
from tests.support.forms import find_form, submit
from tests.support.mails import link_to
from tests.support.passkeys import add_passkey
from tests.support.people import sign_in, sign_in_by_form
from tests.support.private_links import make_link

pytestmark = pytest.mark.both_databases

VERA = "vera@example.org"
STRANGER = "stranger@example.org"
NEW = "another long password"


@pytest.fixture
def stranger(app):
    """The stranger's browser, in which they signed up as Vera."""
    browser = app.test_client()
    fields = {"name": "Vera", "email": VERA, "password": PASSWORD}
    assert submit(browser, "/register", "Sign up", **fields).status_code == 302
    return browser


def find_vera():
    return User.find_by_email(VERA)


def in_context(app, question):
    """Return the question as one that is asked in an app context of its own."""

    def ask():
        with app.app_context():
            return question()

    return ask


def all_codes():
    return db.session.scalars(db.select(AuthorizationCode))


def leave_session(app):
    """Sign in to another browser."""
    other = app.test_client()
    sign_in(other, VERA)
    return lambda: other.get("/account").status_code == 200


def leave_membership(app):
    """Join the team of someone else as its owner."""
    with app.app_context():
        team = factories.make_team(slug="hall")
        factories.join(team, find_vera(), Role.OWNER)
        db.session.commit()
    return in_context(app, has_membership)


def leave_team(app):
    """Found a team."""
    with app.app_context():
        factories.make_event(factories.make_team(find_vera(), slug="hall"))
        db.session.commit()
    return in_context(app, lambda: has_membership() or Team.find("hall") is not None)


def leave_sandbox(app):
    """Open a sandbox."""
    with app.app_context():
        sandbox.open_for(find_vera())
        db.session.commit()
    return in_context(app, lambda: has_membership() or sandbox.find(find_vera()) is not None)


def has_membership():
    return Membership.list_with_teams(find_vera()) != []


def leave_feed_link(app):
    """Keep a private link to a team's events."""
    with app.app_context():
        team = factories.make_team(slug="hall")
        factories.join(team, find_vera(), Role.OWNER)
        link = make_link(team, find_vera())
        db.session.commit()
    path = link.path()
    assert app.test_client().get(path).status_code == 200
    return lambda: app.test_client().get(path).status_code != 410


def leave_grant(app):
    """Authorize an app."""
    with app.app_context():
        team = factories.make_team(slug="hall")
        factories.join(team, find_vera(), Role.OWNER)
        poster, _secret = factories.make_client()
        grant = factories.make_grant(poster, find_vera(), team)
        access, _refresh = factories.make_tokens(grant)
        factories.make_code(grant)
        db.session.commit()
    call = {"headers": {"Authorization": f"Bearer {access}"}}
    path = "/api/v1/organizer/hall/events"
    assert app.test_client().get(path, **call).status_code == 200
    has_code = in_context(
        app, lambda: any(code.grant.status == GrantStatus.ACTIVE for code in all_codes())
    )
    return lambda: app.test_client().get(path, **call).status_code != 401 or has_code()


def leave_personal_grant(app):
    """Let an app read the profile, which needs no team."""
    with app.app_context():
        poster, _secret = factories.make_client(scopes="profile:read")
        grant = factories.make_grant(poster, find_vera(), scopes="profile:read")
        access, _refresh = factories.make_tokens(grant)
        db.session.commit()
    call = {"headers": {"Authorization": f"Bearer {access}"}}
    return lambda: app.test_client().get("/api/public/me", **call).status_code != 401


def leave_app(app):
    """Register an app, whose secret the stranger knows."""
    with app.app_context():
        factories.make_client(find_vera(), name="Poster Board")
        db.session.commit()

    def remains():
        owned = db.session.scalars(db.select(Client).where(Client.owner_id == find_vera().id))
        undoable = client_deletion.list_undoable(find_vera())
        return any(client.is_usable for client in owned) or undoable != []

    return in_context(app, remains)


def leave_change_of_address(app):
    """Ask for a change to an address of the stranger's own, whose link they can open."""
    with app.app_context():
        key = EmailConfirmation.issue(find_vera(), STRANGER)
        db.session.commit()
    return in_context(app, lambda: EmailConfirmation.find_open(key) is not None)


def leave_reset_link(app):
    """Have a link to choose a password, as from a mail that was read by someone else."""
    with app.app_context():
        key = PasswordReset.issue(find_vera())
        db.session.commit()
    return in_context(app, lambda: PasswordReset.find_open(key) is not None)


def leave_second_factor(app):
    """Add a passkey, and recovery codes with it."""
    browser = app.test_client()
    sign_in(browser, VERA)
    add_passkey(browser)
    return in_context(app, lambda: second_factors.are_on(find_vera()))


LEFT = {
    "session": leave_session,
    "membership": leave_membership,
    "team": leave_team,
    "sandbox": leave_sandbox,
    "feed link": leave_feed_link,
    "grant": leave_grant,
    "personal grant": leave_personal_grant,
    "app": leave_app,
    "change of address": leave_change_of_address,
    "reset link": leave_reset_link,
    "second factor": leave_second_factor,
}


def prove_by_reset(app, _browser):
    """Vera, who was told that the address has an account, chooses a password."""
    vera = app.test_client()
    submit(vera, "/forgot", "Send the link", email=VERA)
    assert submit(vera, link_to(app, VERA), "Save", password=NEW).location.startswith("/login")


def prove_by_confirmation(app, browser):
    """The link in the mail is opened in the browser that signed up."""
    assert submit(browser, sign_up_link(app), "Confirm the address").status_code == 302


def disown(app, _browser):
    """Vera opens the link that the sign-up has sent her, and says that it was not her."""
    answer = submit(app.test_client(), f"{sign_up_link(app)}/not-me", "This was not me")
    assert answer.location.startswith("/reset/")


def sign_up_link(app):
    """Return the path of the link that confirms Vera's address, in the mail of the sign-up."""
    bodies = [mail.body for mail in app.extensions["mail_outbox"] if mail.to == VERA]
    return re.search(r"/account/verify/\w+", bodies[0]).group()


# Sending the link that confirms ends an earlier one, whatever it is opened for.
CASES = [
    pytest.param(leave, prove, id=f"{name}-{prove.__name__}")
    for name, leave in LEFT.items()
    for prove in (prove_by_reset, prove_by_confirmation, disown)
    if leave is not leave_change_of_address or prove is prove_by_reset
]


@pytest.mark.parametrize(("leave", "prove"), CASES)
def test_first_proof_ends_what_was_left_behind(leave, prove, stranger, app):
    remains = leave(app)
    assert remains()
    prove(app, stranger)
    assert not remains()
    with app.app_context():
        assert (find_vera().verified_at is not None) == (prove is not disown)


def test_password_of_the_stranger_ends_with_a_reset(stranger, app):
    prove_by_reset(app, stranger)
    assert stranger.get("/account").status_code == 302
    with app.app_context():
        assert User.find_by_password(VERA, PASSWORD) is None
    sign_in_by_form(app.test_client(), VERA, NEW)


def test_no_one_signs_in_to_a_disowned_account_until_its_owner_chooses_a_password(stranger, app):
    key, vera = sign_up_link(app), app.test_client()
    chosen = submit(vera, f"{key}/not-me", "This was not me").location
    assert stranger.get("/account").status_code == 302
    for password in (PASSWORD, ""):
        with app.app_context():
            assert User.find_by_password(VERA, password) is None
    assert app.test_client().get(key).location.startswith("/login")
    submit(vera, chosen, "Save", password=NEW)
    sign_in_by_form(vera, VERA, NEW)
    assert "Confirm your e-mail address" not in vera.get("/teams").text


def test_browser_that_confirms_stays_signed_in_and_copies_of_its_cookie_do_not(stranger, app):
    with stranger.session_transaction() as cookie:
        copied = dict(cookie)
    assert submit(stranger, sign_up_link(app), "Confirm the address").location == "/account"
    assert stranger.get("/account").status_code == 200
    copy = app.test_client()
    with copy.session_transaction() as cookie:
        cookie.update(copied)
    assert copy.get("/account").status_code == 302


def test_page_says_beforehand_what_ends(stranger, app):
    path = sign_up_link(app)
    assert "What was made before" not in stranger.get(path).text
    for leave in (leave_team, leave_app, leave_personal_grant):
        leave(app)
    page = stranger.get(path).text
    assert "Deleted with all events" in page
    assert "Poster Board" in page
    assert "One connected app." in page


def test_page_says_that_second_factors_end(stranger, app):
    add_passkey(stranger)
    assert "One second factor." in stranger.get(link_to(app, VERA)).text


def test_owner_replaces_the_name_that_the_stranger_chose(app):
    browser = app.test_client()
    fields = {"name": "You won a prize", "email": VERA, "password": PASSWORD}
    submit(browser, "/register", "Sign up", **fields)
    submit(browser, "/forgot", "Send the link", email=VERA)
    link = link_to(app, VERA)
    assert 'value="You won a prize"' in browser.get(link).text
    submit(browser, link, "Save the password", name="Vera Blum", password=NEW)
    with app.app_context():
        assert (find_vera().name, find_vera().check_password(NEW)) == ("Vera Blum", True)


def test_refused_name_leaves_the_link_as_it_was(stranger, app):
    submit(stranger, "/forgot", "Send the link", email=VERA)
    link = link_to(app, VERA)
    answer = submit(stranger, link, "Save the password", name="http://evil.example", password=NEW)
    assert (answer.status_code, "Leave out web addresses" in answer.text) == (422, True)
    with app.app_context():
        assert not find_vera().check_password(NEW)
    answer = submit(stranger, link, "Save the password", name="Vera", password=NEW)
    assert answer.location.startswith("/login")


def test_later_reset_does_not_change_the_name(app):
    with app.app_context():
        factories.make_user(VERA, name="Vera Blum")
        db.session.commit()
    browser = app.test_client()
    submit(browser, "/forgot", "Send the link", email=VERA)
    link = link_to(app, VERA)
    page = browser.get(link)
    assert "Vera Blum" not in page.text
    token = find_form(page.text, "Save").fields["csrf_token"][0]
    browser.post(link, data={"csrf_token": token, "password": NEW, "name": "Eve"})
    with app.app_context():
        assert find_vera().name == "Vera Blum"


def test_later_proofs_end_nothing(app):
    """A reset signs out, as ever; teams, apps and grants stay."""
    with app.app_context():
        vera = factories.make_user(VERA)
        factories.make_team(vera, slug="hall")
        factories.make_client(vera)
        change = EmailConfirmation.issue(vera, STRANGER)
        db.session.commit()
    prove_by_reset(app, None)
    with app.app_context():
        assert Membership.find(Team.find("hall"), find_vera()) is not None
        assert all(client.is_usable for client in db.session.scalars(db.select(Client)))
        assert EmailConfirmation.find_open(change) is None, "it may be a thief's"


def test_stranger_who_moves_the_account_to_their_address_takes_nothing_of_the_former(stranger, app):
    leave_membership(app)
    with app.app_context():
        key = EmailConfirmation.issue(find_vera(), STRANGER)
        db.session.commit()
    submit(stranger, f"/account/verify/{key}", "Confirm the address")
    with app.app_context():
        assert find_vera() is None
        assert Membership.list_with_teams(User.find_by_email(STRANGER)) == []


def test_owner_of_an_address_refuses_that_another_account_gets_it(app):
    with app.app_context():
        ben = factories.make_user("ben@example.org")
        key = EmailConfirmation.issue(ben, VERA)
        db.session.commit()
    answer = submit(app.test_client(), f"/account/verify/{key}/not-me", "This was not me")
    assert answer.location == "/"
    assert app.test_client().get(f"/account/verify/{key}/not-me").status_code == 410
    with app.app_context():
        assert User.find_by_email("ben@example.org").verified_at is not None
        assert User.find_by_password("ben@example.org", PASSWORD) is not None
