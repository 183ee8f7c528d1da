"""Several processes write lines at once: none waits for another's seal, and the chain is one."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from app.extensions import db
from app.models.audit import audit_seal, audit_trail
from app.models.audit_queries import audit_verification, sealed_lines
from tests.support.databases import stop_timers

WRITERS, ACTS = 6, 8

pytestmark = pytest.mark.race


@pytest.mark.both_databases
def test_lines_of_concurrent_writers_make_one_chain(app):
    begin = Barrier(WRITERS)

    def write(writer):
        begin.wait(10)
        for act in range(ACTS):
            with app.app_context():
                audit_trail.record("mail.tested", writer=writer, act=act)
                db.session.commit()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    stop_timers()

    with app.app_context():
        assert audit_verification.verify() is None
        lines = list(sealed_lines.read_all())
    assert [line["number"] for line in lines] == list(range(1, WRITERS * ACTS + 1))
    assert len({line["id"] for line in lines}) == WRITERS * ACTS


@pytest.mark.both_databases
def test_two_that_seal_at_once_seal_each_line_once(app):
    with app.app_context():
        for _number in range(50):
            db.session.execute(audit_trail.TABLE.insert(), {"action": "mail.tested"})
        db.session.commit()
    begin = Barrier(4)

    def seal(_number):
        begin.wait(10)
        with app.app_context():
            audit_seal.seal_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(seal, range(4)))
    with app.app_context():
        assert audit_verification.verify() is None
        assert audit_verification.head().number == 50


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
def test_act_does_not_wait_for_a_transaction_that_is_sealing(app):
    with app.app_context(), db.engine.begin() as other:
        other.execute(audit_seal._LOCK)
        started = time.monotonic()
        audit_trail.record("mail.tested")
        db.session.commit()
        assert time.monotonic() - started < 2
        assert db.session.scalar(text("SELECT count(*) FROM audit_seal")) == 0
        db.session.rollback()
    stop_timers()
    with app.app_context():
        audit_seal.Sealing.of_app().write()
        assert audit_verification.head().number == 1
