"""Mailed links: whatever they are for, a key is of its kind, works once, and ends in time."""

import pytest

from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.password_reset import PasswordReset
from app.models.clients.client_transfer import ClientTransfer
from app.models.teams.membership import Role
from app.models.teams.team_invitation import TeamInvitation
from app.models.values import secret
from tests.support.factories import make_client, make_team, make_user

NEW = "new@example.org"


def invite(user):
    return TeamInvitation.issue(make_team(user), email=NEW, role=Role.EDITOR, by=user)


LINKS = {
    PasswordReset: PasswordReset.issue,
    EmailConfirmation: lambda user: EmailConfirmation.issue(user, user.email),
    TeamInvitation: invite,
    ClientTransfer: lambda user: ClientTransfer.offer(make_client(user)[0], email=NEW, by=user),
}


@pytest.fixture(params=LINKS, ids=lambda noun: noun.__name__)
def noun(request):
    """Each noun that is a mailed link."""
    return request.param


@pytest.fixture
def key(noun, context):
    """The key of a new link."""
    return LINKS[noun](make_user())


def test_key_is_stored_as_digest_and_found_by_its_own_noun_alone(noun, key):
    link = noun.find(key)
    assert link.digest == secret.digest(key)
    assert [other for other in LINKS if other.find(key)] == [noun]
    assert noun.find(key[:-1]) is None
    assert noun.find(secret.generate(noun.KIND)) is None


def test_link_expires_at_the_very_second(noun, key, clock):
    link = noun.find_open(key)
    clock.advance(link.expires_at - clock.now() - 1)
    assert noun.find_open(key) is link
    clock.advance(1)
    assert noun.find_open(key) is None
    assert noun.find(key) is link


def test_link_is_ended_once(noun, key):
    link = noun.find_open(key)
    assert (link.end(), link.end()) == (True, False)
    assert noun.find_open(key) is None
