"""Which app answers for a host: the one whose file is there, for a year."""

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients import client_search, host_proof
from app.models.clients.client import Client
from app.models.clients.host_proof import LIFETIME, Fault, HostProof
from app.models.values.errors import ValidationError
from tests.support import factories
from tests.support.direct_token_flow import CALLBACK

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]

HOST = "example.com"


def claim(**metadata) -> Client:
    """An app that gets direct tokens at the callback."""
    return factories.make_client(profile="kagibag", redirect_uris=(CALLBACK,), **metadata)[0]


def actions() -> list[str]:
    lines = db.session.scalars(db.select(AuditEvent.action).order_by(AuditEvent.id))
    return [action for action in lines if "host" in action]


def test_proof_counts_for_a_year(clock):
    client = claim()
    assert not client.has_proven(CALLBACK)
    HostProof.record(client, HOST, None)
    assert client.has_proven(CALLBACK)
    clock.advance(LIFETIME - 1)
    assert client.has_proven(CALLBACK)
    clock.advance(1)
    assert not client.has_proven(CALLBACK)
    assert not HostProof.find(client, HOST).is_valid


@pytest.mark.parametrize("fault", Fault)
def test_proof_ends_when_the_file_is_gone_and_stays_while_nobody_can_look(fault):
    client = claim()
    HostProof.record(client, HOST, None)
    HostProof.record(client, HOST, fault)
    is_over = fault in {Fault.MISSING, Fault.CONTENT, Fault.REDIRECT}
    assert client.has_proven(CALLBACK) is not is_over
    assert actions() == ["client.host_proven"] + ["client.host_proof_lost"] * is_over


def test_failed_first_check_proves_nothing():
    client = claim()
    for fault in Fault:
        HostProof.record(client, HOST, fault)
        assert not client.has_proven(CALLBACK)
    assert actions() == []


def test_first_claim_stops_no_one_and_a_proof_wins():
    """Whoever came first: the address belongs to the one that proves it."""
    first, second = claim(), claim()
    assert client_search.find_by_direct_uri(CALLBACK) is first
    HostProof.record(second, HOST, None)
    assert client_search.find_by_direct_uri(CALLBACK) is second
    with pytest.raises(ValidationError, match="Another app gets its tokens"):
        claim()


def test_review_wins_over_a_claim():
    _first, second = claim(), claim()
    second.review()
    db.session.flush()
    assert client_search.find_by_direct_uri(CALLBACK) is second
    with pytest.raises(ValidationError):
        claim()


def test_proof_wins_over_a_review():
    reviewed, proven = claim(), claim()
    reviewed.review()
    HostProof.record(proven, HOST, None)
    assert client_search.find_by_direct_uri(CALLBACK) is proven


def test_owner_of_the_host_gets_past_an_app_that_was_reviewed():
    """As a standard app first, since that may be registered anywhere."""
    claim().review()
    owner, _secret = factories.make_client(redirect_uris=(CALLBACK,))
    with pytest.raises(ValidationError):
        owner.refuse_addresses_of_others((CALLBACK,))
    HostProof.record(owner, HOST, None)
    owner.refuse_addresses_of_others((CALLBACK,))


def test_suspended_claim_gives_way_to_one_in_use():
    first, second = claim(), claim()
    first.suspend("Spam")
    assert client_search.find_by_direct_uri(CALLBACK) is second


def test_proof_is_of_one_app_and_one_host():
    mine, other = claim(), claim()
    HostProof.record(mine, HOST, None)
    assert not other.has_proven(CALLBACK)
    assert not mine.has_proven("https://www.example.com/kagibag/callback")
    assert host_proof.content_of(mine.client_id) != host_proof.content_of(other.client_id)
    assert host_proof.content_of(mine.client_id) not in host_proof.path_of(mine.client_id)


@pytest.mark.parametrize(
    ("uri", "host"),
    [
        ("https://Example.com/cb", "example.com"),
        ("https://example.com:443/cb", "example.com"),
        ("https://example.com:8443/cb", None),
        ("https://localhost/cb", None),
        ("http://127.0.0.1/cb", None),
        ("http://example.com/cb", None),
        ("com.example.app:/cb", None),
    ],
)
def test_host_that_can_be_proven_is_of_https(uri, host):
    assert host_proof.host_of(uri) == host
    assert not claim().has_proven(uri)
