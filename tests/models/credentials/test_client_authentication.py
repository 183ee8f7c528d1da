"""Clients are authenticated by a live secret, and developers learn why it failed."""

import pytest

from app.extensions import db
from app.models.credentials.client_authentication import authenticate
from app.models.flow_doctor.diagnosis import Reason
from app.models.values import secret
from tests.support.factories import make_client

pytestmark = pytest.mark.usefixtures("context")


def reason(client_id, presented):
    """Return why authentication fails; None when there is nothing to tell."""
    judgement = authenticate(client_id, presented)
    assert judgement.client is None
    return judgement.diagnosis and judgement.diagnosis.reason


@pytest.fixture
def made(context):
    made = make_client()
    db.session.commit()
    return made


def test_live_secret_proves_the_client(made):
    client, text = made
    assert authenticate(client.client_id, text).client is client


@pytest.mark.parametrize(
    ("spoil", "shape"),
    [
        (lambda text: secret.generate(secret.Kind.CLIENT_SECRET), "whole"),
        (lambda text: text[:-1], "damaged"),
        (lambda text: "password", "other"),
    ],
    ids=["another secret", "cut off", "something else"],
)
def test_wrong_secret_is_described_by_its_shape(made, spoil, shape):
    client, text = made
    judgement = authenticate(client.client_id, spoil(text))
    assert judgement.client is None
    assert judgement.diagnosis.reason == Reason.SECRET_WRONG
    assert judgement.diagnosis.facts == {"shape": shape}


def test_missing_secret_is_named(made):
    assert reason(made[0].client_id, None) == Reason.SECRET_MISSING


def test_both_secrets_work_while_they_overlap_and_the_old_one_then_ended(made, clock):
    client, old = made
    new = client.rotate_secret(client.owner, overlap=60)
    db.session.commit()
    for text in (old, new):
        assert authenticate(client.client_id, text).client is client
    clock.advance(60)
    assert authenticate(client.client_id, new).client is client
    assert reason(client.client_id, old) == Reason.SECRET_ENDED


def test_public_client_must_show_no_secret():
    client, text = make_client(runs_on="phone")
    db.session.commit()
    assert text is None
    assert authenticate(client.client_id, None).client is client
    assert reason(client.client_id, "anything") == Reason.SECRET_OF_PUBLIC_APP


def test_suspended_client_is_refused_and_its_developer_told(made):
    client, text = made
    client.suspend("spam")
    db.session.commit()
    assert reason(client.client_id, text) == Reason.APP_SUSPENDED


@pytest.mark.parametrize(
    "client_id",
    ["", "x", secret.generate(secret.Kind.CLIENT_ID)],
    ids=["empty", "malformed", "well formed"],
)
def test_unknown_client_tells_nothing(client_id):
    assert reason(client_id, "anything") is None
