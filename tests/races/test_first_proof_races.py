"""What a stranger makes at the very moment at which the owner proves the address (invariant 18)."""

from threading import Thread

import pytest

from app.extensions import db
from app.models.accounts.password_reset import PasswordReset
from app.models.accounts.user import User
from app.models.housekeeping import address_proof
from app.models.teams.membership import Membership
from tests.support.factories import PASSWORD, make_user
from tests.support.forms import find_form
from tests.support.people import sign_in

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

VERA = "vera@example.org"
NEW = "another long password"


@pytest.fixture
def reset_link(app):
    """The key of the link in Vera's mail; a stranger has made the account."""
    with app.app_context():
        key = PasswordReset.issue(make_user(VERA, verified_at=None))
        db.session.commit()
    return key


def prove_while(app, reset_link, act):
    """Start ``act`` after Vera's password is set and before that is committed; its answer."""
    answers = []
    with app.app_context():
        assert address_proof.reset_password(PasswordReset.find_open(reset_link), NEW)
        db.session.flush()
        waiting = Thread(target=lambda: answers.append(act()))
        waiting.start()
        waiting.join(0.5)  # it waits for the lock, or has been answered
        db.session.commit()
    waiting.join(20)
    return answers[0]


def test_team_that_is_made_during_the_proof_is_refused(reset_link, app, client):
    sign_in(client, VERA)
    form = find_form(client.get("/teams/new").text, "Make")
    fields = form.press("Make", name="Harbour Hall")
    answer = prove_while(app, reset_link, lambda: client.post("/teams/new", data=fields))
    assert answer.location.startswith("/login")
    with app.app_context():
        assert Membership.list_with_teams(User.find_by_email(VERA)) == []


def test_former_password_starts_no_session_after_the_proof(reset_link, app, client):
    form = find_form(client.get("/login").text, "Sign in")
    fields = form.press("Sign in", email=VERA, password=PASSWORD)
    answer = prove_while(app, reset_link, lambda: client.post("/login", data=fields))
    assert answer.status_code == 422
    assert client.get("/account").status_code == 302
