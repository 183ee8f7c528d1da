"""What the caller may repeat soon is told apart from bugs."""

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    PendingRollbackError,
    ProgrammingError,
    TimeoutError,
)

from app.database import outages


def wrapped(error, base):
    return DBAPIError.instance("SELECT 1", {}, error, base)


OUTAGES = {
    "restart": wrapped(psycopg.errors.AdminShutdown(), psycopg.Error),
    "statement time-out": wrapped(psycopg.errors.QueryCanceled(), psycopg.Error),
    "full disk": wrapped(psycopg.errors.DiskFull(), psycopg.Error),
    "standby": wrapped(psycopg.errors.ReadOnlySqlTransaction(), psycopg.Error),
    "after a broken statement": wrapped(psycopg.errors.InFailedSqlTransaction(), psycopg.Error),
    "closed connection": wrapped(psycopg.InterfaceError("the connection is closed"), psycopg.Error),
    "SQLite's lock": wrapped(sqlite3.OperationalError("database is locked"), sqlite3.Error),
    "no connection free": TimeoutError(),
    "session with a broken connection": PendingRollbackError(),
    "set-up of a connection": sqlite3.OperationalError("disk is full"),
    "connection that ended": OperationalError("SELECT 1", {}, Exception(), True),
}
BUGS = {
    "wrong statement": ProgrammingError("SELECT", {}, Exception()),
    "duplicate": IntegrityError("INSERT", {}, Exception()),
    "wrong value of SQLite": InterfaceError("INSERT", {}, sqlite3.InterfaceError("type")),
    "other internal error": wrapped(psycopg.errors.RaiseException(), psycopg.Error),
}


@pytest.mark.parametrize("error", OUTAGES.values(), ids=OUTAGES)
def test_database_that_cannot_work_at_the_moment(error):
    assert isinstance(error, outages.ERRORS)
    assert outages.is_outage(error)


@pytest.mark.parametrize("error", BUGS.values(), ids=BUGS)
def test_statement_of_ours_that_is_wrong(error):
    assert not outages.is_outage(error)
