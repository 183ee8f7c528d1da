"""A key names one request of one grant, for a day after its answer."""

import pytest

from app.extensions import db
from app.models.usage.idempotency_key import (
    CLAIM_LIFETIME,
    LIFETIME,
    IdempotencyKey,
    InFlightError,
    KeyReusedError,
)
from tests.support.factories import make_client, make_grant, make_team, make_user

REQUEST = b"POST /api/v1/organizer/events {}"


@pytest.fixture
def grant_id(context):
    user = make_user()
    grant = make_grant(make_client()[0], user, make_team(user))
    db.session.commit()
    return grant.id


def answer(grant_id, key="k"):
    """Claim the key for REQUEST, and keep an answer."""
    row = IdempotencyKey.claim(grant_id, key, REQUEST)
    row.keep(201, {"Location": "/e/1"}, "{}")
    db.session.commit()
    return row


@pytest.mark.both_databases
def test_repeated_request_gets_the_first_answer(grant_id):
    assert answer(grant_id).status == 201
    repeated = IdempotencyKey.claim(grant_id, "k", REQUEST)
    assert (repeated.status, repeated.headers, repeated.body) == (201, {"Location": "/e/1"}, "{}")


def test_same_key_of_another_grant_is_another_request(grant_id):
    answer(grant_id)
    user = make_user()
    other = make_grant(make_client()[0], user, make_team(user))
    assert IdempotencyKey.claim(other.id, "k", REQUEST).status is None


def test_key_of_another_request_is_refused(grant_id):
    answer(grant_id)
    with pytest.raises(KeyReusedError):
        IdempotencyKey.claim(grant_id, "k", b"another")


def test_unanswered_request_is_in_flight_until_its_process_counts_as_dead(grant_id, clock):
    IdempotencyKey.claim(grant_id, "k", REQUEST)
    clock.advance(CLAIM_LIFETIME - 1)
    with pytest.raises(InFlightError):
        IdempotencyKey.claim(grant_id, "k", REQUEST)
    db.session.rollback()
    clock.advance(1)
    assert IdempotencyKey.claim(grant_id, "k", REQUEST).status is None


def test_request_of_a_dead_process_can_be_repeated_when_the_clock_was_set_back(grant_id, clock):
    IdempotencyKey.claim(grant_id, "k", REQUEST)
    clock.advance(-3600)
    assert IdempotencyKey.claim(grant_id, "k", REQUEST).status is None


def test_key_is_kept_when_only_the_confirmation_of_its_commit_was_lost(grant_id):
    answer(grant_id).release()
    repeated = IdempotencyKey.claim(grant_id, "k", REQUEST)
    assert (repeated.status, repeated.body) == (201, "{}")


def test_answer_is_forgotten_after_a_day(grant_id, clock):
    answer(grant_id)
    clock.advance(LIFETIME - 1)
    assert IdempotencyKey.claim(grant_id, "k", REQUEST).status == 201
    clock.advance(1)
    assert IdempotencyKey.claim(grant_id, "k", REQUEST).status is None


def test_released_key_can_name_another_request(grant_id):
    IdempotencyKey.claim(grant_id, "k", REQUEST).release()
    assert IdempotencyKey.claim(grant_id, "k", b"another").status is None


def test_key_itself_is_not_stored(grant_id):
    row = answer(grant_id, key="a secret name")
    assert "a secret name" not in {str(getattr(row, c.name)) for c in row.__table__.columns}
