"""Tokens of the explorer: for the sandbox of one developer."""

from app.extensions import db
from app.models.credentials import live_token
from app.models.credentials.sandbox_tokens import sandbox_token
from app.models.grants.grant import Grant
from app.models.trials import sandbox
from tests.support.factories import make_user


def test_token_reaches_the_sandbox_of_its_developer_for_five_minutes(context, clock):
    user = make_user()
    token = sandbox_token.issue(user)
    db.session.commit()
    live = live_token.find(token)
    assert [team.id for team in live.teams] == [sandbox.find(user).id]
    clock.advance(sandbox_token.LIFETIME)
    assert live_token.find(token) is None


def test_developers_share_the_client_and_no_grant(context):
    ana, ben = make_user(), make_user()
    for user in (ana, ben, ana):
        sandbox_token.issue(user)
    db.session.commit()
    grants = db.session.scalars(db.select(Grant).order_by(Grant.id)).all()
    assert [grant.user for grant in grants] == [ana, ben]
    assert len({grant.client_id for grant in grants}) == 1


def test_revoked_grant_ends_its_tokens_and_the_next_token_has_a_new_one(context):
    user = make_user()
    token = sandbox_token.issue(user)
    db.session.scalars(db.select(Grant)).one().revoke()
    db.session.commit()
    assert live_token.find(token) is None
    later = sandbox_token.issue(user)
    db.session.commit()
    assert live_token.find(later) is not None


def test_suspended_client_gets_none(context):
    user = make_user()
    sandbox_token.issue(user)
    db.session.scalars(db.select(Grant)).one().client.suspend("Maintenance.")
    db.session.flush()
    assert sandbox_token.issue(user) is None
