"""A failure keeps the facts of its reason, and goes with its client."""

from app.extensions import db
from app.models.flow_doctor.flow_failure import FlowFailure
from tests.support.factories import make_client


def add(client, **columns):
    """Add a failure of ``client``."""
    values = {"step": "token", "reason": "code_used", "proven": True, "request_id": ""}
    times = {"first_at": 1, "last_at": 1, "likeness": ""}
    row = FlowFailure(client_id=client.id, **values, **times, **columns)
    db.session.add(row)
    db.session.flush()
    return row


def test_facts_are_read_as_they_were_stored(context):
    client, _secret = make_client()
    assert add(client).facts == {}
    assert add(client, facts_json='{"at": 5, "sent": "é"}').facts == {"at": 5, "sent": "é"}


def test_failures_of_forgotten_clients_go_and_others_stay(context):
    (first, _), (second, _) = make_client(), make_client()
    add(first)
    kept = add(second)
    FlowFailure.forget([first.id])
    FlowFailure.forget([])
    assert db.session.scalars(db.select(FlowFailure)).all() == [kept]
