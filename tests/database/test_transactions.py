"""Transactions that write: one that began as such, and the number of rows an UPDATE changed."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from app.database.transactions import PATIENCE, rows_changed, start_writing, write_beside
from app.extensions import db
from app.models.accounts.user import User
from tests.support.factories import make_user

pytestmark = pytest.mark.both_databases


def test_rows_changed_counts_what_the_condition_let_through(context):
    ana = make_user()
    statement = update(User).where(User.id == ana.id, User.name == ana.name).values(name="Bo")
    assert [rows_changed(statement), rows_changed(statement)] == [1, 0]


def test_start_writing_gives_up_what_was_read(context):
    ana = make_user(name="Ana")
    db.session.commit()
    ana.name = "Changed and not kept"
    start_writing()
    assert ana.name == "Ana"


def test_writer_started_in_a_get_keeps_other_writers_waiting(app):
    with app.test_request_context("/"):
        start_writing()
        assert db.session.connection().get_execution_options()["writes"] is True


def test_transaction_beside_keeps_its_rows_whatever_becomes_of_the_session(app):
    with app.test_request_context("/"):
        ana = make_user()
        db.session.commit()
        with write_beside() as connection:
            connection.execute(update(User).where(User.id == ana.id).values(name="Bo"))
        db.session.rollback()
        assert db.session.scalar(db.select(User.name)) == "Bo"


def test_transaction_beside_gives_up_soon_when_sqlite_has_a_writer(app, database_engine):
    if database_engine != "sqlite":
        return
    with app.test_request_context("/"):
        start_writing()
        with pytest.raises(OperationalError), write_beside():
            raise AssertionError("began although another transaction writes")
        db.session.rollback()
        with write_beside() as connection:
            timeout = connection.connection.execute("PRAGMA busy_timeout").fetchone()
        assert timeout[0] == PATIENCE
        assert db.session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000
