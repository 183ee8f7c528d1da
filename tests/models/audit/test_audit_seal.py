"""Sealing: a line is sealed with its act, or soon after, and never holds an act up."""

import pytest
from sqlalchemy import text

from app.extensions import db
from app.models.audit import audit_seal, audit_trail
from app.models.audit_queries import audit_verification
from tests.support import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]


def record(count=1):
    for _number in range(count):
        audit_trail.record("mail.tested")


def seals():
    rows = db.session.execute(db.select(audit_seal.TABLE).order_by(audit_seal.TABLE.c.number))
    return [(row.number, row.line_id) for row in rows]


def line_ids():
    ids = db.select(audit_trail.TABLE.c.id).order_by(audit_trail.TABLE.c.id)
    return list(db.session.scalars(ids))


def test_line_is_sealed_in_the_transaction_of_its_act():
    record(2)
    db.session.commit()
    record()
    db.session.commit()
    assert seals() == list(enumerate(line_ids(), start=1))
    assert len(seals()) == 3


def test_line_of_an_act_that_is_rolled_back_has_no_seal():
    record()
    db.session.commit()
    record()
    db.session.rollback()
    record()
    db.session.commit()
    assert [number for number, _line in seals()] == [1, 2]
    assert audit_verification.verify() is None


def test_lines_written_within_a_savepoint_are_sealed_with_the_act():
    with db.session.begin_nested():
        record()
    db.session.commit()
    assert len(seals()) == 1


def test_lines_of_grants_that_end_together_are_sealed():
    client, _secret = factories.make_client()
    db.session.commit()
    audit_trail.record_each("mail.tested", [], client=client)
    db.session.commit()
    assert len(seals()) == len(line_ids())


def test_lines_from_before_the_chain_are_sealed_in_batches(monkeypatch):
    monkeypatch.setattr(audit_seal, "BATCH", 3)
    record(20)
    db.session.commit()
    assert len(seals()) == 3
    db.session.rollback()
    audit_seal.Sealing.of_app().write()
    assert len(seals()) == 3 + 3 * audit_seal.BATCHES_AT_ONCE
    audit_seal.seal_all()
    assert seals() == list(enumerate(line_ids(), start=1))
    assert audit_verification.verify() is None


def test_line_committed_behind_later_ones_is_sealed_after_them(clock):
    """On PostgreSQL, ids are given out before the commit."""
    record()
    db.session.commit()
    first = line_ids()[0]
    db.session.execute(text("UPDATE audit_event SET id = id + 10"))
    db.session.execute(text("UPDATE audit_seal SET line_id = line_id + 10, number = 1"))
    db.session.execute(audit_trail.TABLE.insert(), {"id": first, "action": "mail.tested"})
    db.session.commit()
    audit_seal.seal_all()
    assert seals() == [(1, first + 10), (2, first)]
