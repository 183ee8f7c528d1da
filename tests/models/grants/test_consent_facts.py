"""What the consent page asks of the database at once is what its parts say one by one."""

import pytest

from app.extensions import db
from app.models.clients import client_search
from app.models.clients.host_proof import LIFETIME, HostProof
from app.models.grants import consent_facts
from app.models.grants.grant_removal import GrantRemoval
from tests.support import factories

pytestmark = pytest.mark.both_databases
URI = "https://app.example/callback"


@pytest.fixture
def olivia(context):
    """A user."""
    return factories.make_user("olivia@example.org")


def facts_of(client, user, uri=URI):
    """The facts, which agree with their parts."""
    facts, _grants = consent_facts.read(client, user, uri)
    is_removed = bool(GrantRemoval.list_open(user, client))
    assert facts == (client_search.has_namesake(client), client.has_proven(uri), is_removed)
    return facts


def test_app_of_its_own_name_has_nothing_to_say(olivia):
    client, _secret = factories.make_client(redirect_uris=(URI,))
    assert facts_of(client, olivia) == (False, False, False)


def test_namesake_of_another_developer_is_seen(olivia):
    client, _secret = factories.make_client(name="Posterboard")
    factories.make_client(factories.make_user(), name="Poster Board")
    assert facts_of(client, olivia).has_namesake
    client.review()
    assert not facts_of(client, olivia).has_namesake


def test_proof_of_the_host_is_seen_until_it_ends(olivia, clock):
    client, _secret = factories.make_client(redirect_uris=(URI,))
    other, _secret = factories.make_client(name="Other")
    HostProof.record(client, "app.example", None)
    db.session.flush()
    assert facts_of(client, olivia).has_proven_host
    assert not facts_of(client, olivia, "https://other.example/callback").has_proven_host
    assert not facts_of(client, olivia, "http://app.example/callback").has_proven_host
    assert not facts_of(other, olivia).has_proven_host
    clock.advance(LIFETIME)
    assert not facts_of(client, olivia).has_proven_host


def test_removal_is_seen_by_its_user_until_it_is_undone(olivia):
    client, _secret = factories.make_client()
    other, _secret = factories.make_client(name="Other")
    grant = factories.make_grant(client, olivia)
    GrantRemoval.add_scopes(grant, ["events:write"], olivia)
    db.session.flush()
    assert facts_of(client, olivia).has_removals
    assert not facts_of(client, factories.make_user()).has_removals
    assert not facts_of(other, olivia).has_removals
    GrantRemoval.list_open(olivia, client)[0].restore()
    assert not facts_of(client, olivia).has_removals


def test_live_grants_of_both_come_along_last_approved_first(olivia, clock):
    client, _secret = factories.make_client()
    other, _secret = factories.make_client(name="Other")
    first = factories.make_grant(client, olivia)
    factories.make_grant(other, olivia)
    factories.make_grant(client, factories.make_user())
    factories.make_grant(client, olivia, factories.make_team(olivia)).revoke()
    clock.advance(1)
    second = factories.make_grant(client, olivia, factories.make_team(olivia))
    assert consent_facts.read(client, olivia, URI)[1] == [second, first]
    first.expires_at = clock.now()
    db.session.flush()
    assert consent_facts.read(client, olivia, URI)[1] == [second]


def test_page_without_grants_has_its_facts(olivia):
    client, _secret = factories.make_client(name="Posterboard")
    factories.make_client(factories.make_user(), name="Poster Board")
    facts, grants = consent_facts.read(client, olivia, URI)
    assert (facts.has_namesake, grants) == (True, [])
