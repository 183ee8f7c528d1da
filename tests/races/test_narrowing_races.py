"""Taking access away while the app refreshes, redeems a code, or is allowed more: no revival."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.credentials import live_token
from app.models.credentials.access_token import AccessToken
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.refresh_token import RefreshToken
from app.models.grants.grant import Grant
from app.models.housekeeping.grant_narrowing import remove_scope
from app.models.teams.team import Team
from app.models.values import scopes
from tests.support import factories
from tests.support import oauth_flow as flow

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

ROUNDS = 8
EMAIL = "olivia@example.org"
BOTH = "events:read events:write"


def narrow(app, together):
    """Take writing off, as the page of the app does."""
    with app.app_context():
        by = User.find_by_email(EMAIL)
        grant = live_grant()
        db.session.rollback()
        together.wait(10)
        remove_scope(grant, "events:write", by=by)
        db.session.commit()


def live_grant():
    return db.session.scalars(select(Grant).where(Grant.is_live)).one()


def refresh(app, together, poster, credential, answers):
    together.wait(10)
    answers.append(flow.refresh(app.test_client(), poster, credential).json)


def exchange(app, together, poster, credential, answers):
    together.wait(10)
    answers.append(flow.exchange(app.test_client(), poster, credential).json)


@pytest.mark.parametrize("act", [refresh, exchange])
def test_what_is_issued_meanwhile_never_writes_again(app, act):
    """Whichever comes first: what was issued before the person allows it again stays narrow."""
    poster = flow.register(app, scopes=BOTH)
    flow.make_organizer(app, EMAIL)
    for _round in range(ROUNDS):
        with app.app_context():
            approve(poster)
            grant, together, answers = live_grant(), Barrier(2), []
            _access, token = factories.make_tokens(grant)
            credential = token if act is refresh else factories.make_code(grant)
            db.session.commit()
        both = [
            Thread(target=narrow, args=(app, together)),
            Thread(target=act, args=(app, together, poster, credential, answers)),
        ]
        run(both)
        with app.app_context():
            approve(poster)
            db.session.commit()
            issued = answers[0]
            assert live_token.find(issued["access_token"]).scopes == {"events:read"}
        again = flow.refresh(app.test_client(), poster, issued["refresh_token"]).json
        assert again["scope"] == "events:read"
        with app.app_context():
            live_grant().revoke()
            db.session.commit()


def test_approval_of_something_else_puts_nothing_back(app):
    """The approval reads what is left under the lock, or the removal takes it off afterwards."""
    poster = flow.register(app, scopes=f"{BOTH} profile:read")
    flow.make_organizer(app, EMAIL)
    for _round in range(ROUNDS):
        with app.app_context():
            approve(poster)
            db.session.commit()
        together = Barrier(2)
        run(
            [
                Thread(target=narrow, args=(app, together)),
                Thread(target=approve_other, args=(app, together, poster)),
            ]
        )
        with app.app_context():
            assert live_grant().scopes == "events:read profile:read"
            live_grant().revoke()
            db.session.commit()


def approve(poster, names=BOTH):
    owner, team = User.find_by_email(EMAIL), Team.find("harbour-hall")
    client = Client.find(poster.id)
    Grant.approve(client=client, user=owner, teams=[team], names=scopes.parse(names))


def approve_other(app, together, poster):
    with app.app_context():
        User.find_by_email(EMAIL)
        db.session.rollback()
        together.wait(10)
        approve(poster, "events:read profile:read")
        db.session.commit()


def run(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_credentials_that_are_left_have_no_scope_that_was_removed(app):
    """Nothing under a narrowed grant holds more than the grant does."""
    poster = flow.register(app, scopes=BOTH)
    flow.make_organizer(app, EMAIL)
    with app.app_context():
        approve(poster)
        factories.make_tokens(live_grant())
        factories.make_code(live_grant())
        remove_scope(live_grant(), "events:write", by=User.find_by_email(EMAIL))
        db.session.commit()
        for credential in (AccessToken, RefreshToken, AuthorizationCode):
            assert set(db.session.scalars(select(credential.scopes))) == {"events:read"}
