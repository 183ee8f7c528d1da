"""Whom webhooks are sent to: those who could read the team with a token at this moment."""

import pytest

from app.extensions import db
from app.models.housekeeping.grant_narrowing import remove_scope
from app.models.teams.membership import Membership, Role
from app.models.values.scopes import Permission
from app.models.webhooks.webhook_reader import Reader
from tests.support import factories

pytestmark = [pytest.mark.usefixtures("context"), pytest.mark.both_databases]
SCOPES = "events:read guests:read"


def forbid(grant, team):
    team.forbids_personal_tokens = True


def demote(grant, team):
    Membership.find(team, grant.user).role = Role.VIEWER


def pause(grant, team):
    grant.pause()


def narrow(grant, team):
    remove_scope(grant, "guests:read", by=grant.user)


@pytest.mark.parametrize("change", [forbid, demote, pause, narrow])
def test_webhook_of_a_personal_token_is_told_what_the_token_may_read(change):
    """Of guest lists, which viewers do not see."""
    team = factories.make_team()
    editor = factories.join(team, factories.make_user(), Role.EDITOR)
    grant, _token = factories.make_personal_token(editor.user, team, scopes=SCOPES)
    db.session.commit()
    reader = Reader(grant.client_id, grant.id)
    assert reader.find_grant(team.id, Permission.READ_GUESTS) == grant.public_id
    change(grant, team)
    db.session.commit()
    assert reader.find_grant(team.id, Permission.READ_GUESTS) is None


def test_webhook_of_an_app_is_told_of_a_team_without_personal_tokens():
    team = factories.make_team()
    owner = factories.join(team, factories.make_user(), Role.OWNER)
    client, _secret = factories.make_client()
    grant = factories.make_grant(client, owner.user, team)
    team.forbids_personal_tokens = True
    db.session.commit()
    reader = Reader(client.id, None)
    assert reader.find_grant(team.id, Permission.READ_EVENTS) == grant.public_id
