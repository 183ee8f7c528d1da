"""Hot reads: each thread's own connection, which is replaced when it ends and closed when idle."""

import os
import pkgutil
import sqlite3
import sys
import threading
import weakref
from collections import defaultdict
from contextlib import suppress
from types import SimpleNamespace
from typing import NamedTuple

import psycopg
import pytest
from sqlalchemy import event, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError, OperationalError

from app.database import hot_reads
from app.database.hot_reads import HotQuery
from app.extensions import db
from app.factory import create_app
from tests.support import kept_connections
from tests.support.costs import COUNTED_PYTHON
from tests.support.factories import make_team
from tests.support.settings import make_settings

pytestmark = pytest.mark.usefixtures("context")
on_postgresql = pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)


class Pair(NamedTuple):
    """Two values."""

    first: str
    second: str


class Value(NamedTuple):
    """One value."""

    value: int | str


PAIR = HotQuery("SELECT :a AS first, '100%' AS second", Pair)
TEAMS = HotQuery("SELECT name AS value FROM team ORDER BY id", Value)
BACKEND = HotQuery("SELECT pg_backend_pid() AS value", Value)


@pytest.fixture
def opened(monkeypatch, context):
    """The driver's connections that are opened meanwhile; none is kept for later tests."""
    monkeypatch.setattr(PGDialect_psycopg, "connect", kept_connections.open_new)
    monkeypatch.setattr(PGDialect_psycopg, "do_close", kept_connections.close)
    connections = []
    pool = hot_reads_of_app()._pool
    event.listen(pool, "connect", lambda connection, _record: connections.append(connection))
    return connections


def count_open(connections) -> int:
    """How many of them can still be used."""
    count = 0
    for connection in connections:
        with suppress(sqlite3.ProgrammingError, psycopg.OperationalError):
            connection.cursor()
            count += 1
    return count


@pytest.mark.both_databases
def test_rows_have_the_fields_of_their_query_and_values_are_bound():
    assert PAIR.rows(a="one") == [Pair("one", "100%")]
    assert PAIR.first(a="it's; --").first == "it's; --"
    assert HotQuery("SELECT 1 AS value WHERE 1 = 0", Value).first() is None


def test_the_columns_of_every_query_are_the_fields_of_its_row():
    queries = list(queries_of_the_application())
    assert len(queries) > 10
    for name, query in queries:
        cursor = db.session.connection().connection.cursor()
        cursor.execute(query.sql, defaultdict(int))
        columns = tuple(column[0] for column in cursor.description)
        assert columns == query.row._fields, name


def queries_of_the_application():
    for module in pkgutil.walk_packages(["app"], "app."):
        for name, value in vars(sys.modules.get(module.name, object)).items():
            for query in value.values() if isinstance(value, dict) else (value,):
                if isinstance(query, HotQuery):
                    yield f"{module.name}.{name}", query


@pytest.mark.both_databases
@pytest.mark.skipif(sys.version_info[:2] != COUNTED_PYTHON, reason="another one counts otherwise")
def test_a_read_costs_few_python_calls(database_engine):
    for _time in range(10):  # until it is prepared
        PAIR.rows(a="one")
    calls = 0

    def note(_frame, event, _argument):
        nonlocal calls
        calls += event == "call"

    sys.setprofile(note)
    PAIR.rows(a="one")
    sys.setprofile(None)
    assert calls <= {"sqlite": 6, "postgresql": 11}[database_engine]


@pytest.mark.both_databases
def test_driver_error_becomes_sqlalchemys_and_the_connection_stays():
    PAIR.rows(a="one")
    before = connection_of_this_thread()
    with pytest.raises(DBAPIError):
        HotQuery("SELECT x AS value FROM nowhere", Value).rows()
    assert PAIR.first(a="two").first == "two"
    assert connection_of_this_thread() is before


@pytest.mark.both_databases
def test_each_read_sees_what_was_committed_before_and_leaves_no_transaction():
    for name in ("One", "Two"):
        make_team(name=name)
        assert name not in [row.value for row in TEAMS.rows()]
        db.session.commit()
        assert name in [row.value for row in TEAMS.rows()]
    assert not db.session().in_transaction()


@pytest.mark.both_databases
def test_an_ended_connection_is_replaced(database_engine):
    PAIR.rows(a="one")
    before = connection_of_this_thread()
    if database_engine == "postgresql":  # as at a restart, or when a pooler closes it
        db.session.execute(text(f"SELECT pg_terminate_backend({BACKEND.first().value}, 5000)"))
    else:
        before._connection.close()
    assert PAIR.first(a="two").first == "two"
    assert connection_of_this_thread() is not before


@pytest.mark.both_databases
def test_only_one_more_attempt_is_made(monkeypatch):
    opened = []

    def fail(pool, dialect):
        opened.append(pool)
        raise db.engine.dialect.loaded_dbapi.OperationalError("the database is not there")

    monkeypatch.setattr(hot_reads, "ThreadConnection", fail)
    hot_reads_of_app().close()
    with pytest.raises(OperationalError):
        PAIR.rows(a="one")
    assert len(opened) == 1


@on_postgresql
def test_a_statement_that_takes_too_long_is_not_asked_again():
    HotQuery("SELECT set_config('statement_timeout', '300', false) AS value", Value).rows()
    before = BACKEND.first()
    with pytest.raises(OperationalError):
        HotQuery("SELECT pg_sleep(5) AS value", Value).rows()
    assert BACKEND.first() == before


@on_postgresql
def test_reads_go_on_when_a_migration_changed_the_type_of_a_column():
    change("CREATE TABLE changing (value integer)")
    try:
        query = HotQuery("SELECT value FROM changing", Value)
        for _ in range(10):  # until the driver prepares it
            query.rows()
        change("ALTER TABLE changing ALTER value TYPE bigint")
        assert query.rows() == []
    finally:
        change("DROP TABLE changing")


def test_reads_go_on_when_sqlite_gets_another_schema_and_has_a_writer(sqlite_url):
    writer = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    assert TEAMS.rows() == []
    writer.execute("ALTER TABLE team ADD COLUMN additional TEXT")
    assert TEAMS.rows() == []
    writer.execute("BEGIN IMMEDIATE")
    assert TEAMS.rows() == []
    writer.close()


@pytest.mark.both_databases
def test_connections_of_ended_threads_are_closed(app, opened):
    for _ in range(3):
        assert read_in_a_thread(app) == "one"
    assert len(opened) == 3
    assert count_open(opened) == 0


def read_in_a_thread(app):
    results = []

    def read():
        with app.app_context():
            results.append(PAIR.first(a="one").first)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    return results[0]


@pytest.mark.both_databases
def test_threads_have_connections_of_their_own(app):
    used = set()
    barrier = threading.Barrier(3)

    def read():
        with app.app_context():
            for _ in range(20):
                assert PAIR.first(a="one").first == "one"
            used.add(connection_of_this_thread())
            barrier.wait(timeout=10)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(used) == 3


@pytest.mark.both_databases
def test_disposal_of_the_engine_closes_them(opened):
    PAIR.rows(a="one")
    assert count_open(opened) == 1
    db.engine.dispose()
    assert count_open(opened) == 0
    assert PAIR.first(a="two").first == "two"


@pytest.mark.both_databases
def test_a_forked_process_connects_anew_and_leaves_its_parents_connection_alone(app):
    PAIR.rows(a="one")
    before = weakref.ref(connection_of_this_thread())
    child = os.fork()
    if child == 0:
        is_right = PAIR.first(a="child").first == "child"
        is_new = connection_of_this_thread() is not before()
        hot_reads.close(app)
        os._exit(0 if is_right and is_new else 1)
    _child, status = os.waitpid(child, 0)
    assert status == 0
    assert PAIR.first(a="parent").first == "parent"
    assert connection_of_this_thread() is before()


@pytest.mark.both_databases
def test_each_application_reads_its_own_database(migrated_sqlite_file, tmp_path):
    make_team(name="Mine")
    db.session.commit()
    url = f"sqlite:///{migrated_sqlite_file}"
    other = create_app(make_settings(database_url=url, stagedoor_home=tmp_path))
    assert [row.value for row in TEAMS.rows()] == ["Mine"]
    with other.app_context():
        assert TEAMS.rows() == []
        db.engine.dispose()
    assert [row.value for row in TEAMS.rows()] == ["Mine"]


def connection_of_this_thread():
    return hot_reads_of_app()._local.connection


def hot_reads_of_app():
    return hot_reads.current_app.extensions["hot_reads"]


def change(statement):
    with db.engine.begin() as connection:
        connection.exec_driver_sql(statement)


@on_postgresql
def test_write_whose_connection_ends_is_not_done_again(monkeypatch):
    """It may have been committed, and only the answer was lost."""
    make_team(name="One")
    db.session.commit()
    rename, reads, sent = "UPDATE team SET name = %(name)s", hot_reads_of_app(), []
    reads.write(rename, {"name": "Two"})

    def lose_answer(*statement):
        sent.append(statement)
        raise psycopg.OperationalError("the connection is lost")

    connection = connection_of_this_thread()
    monkeypatch.setattr(connection, "has_ended", lambda _error: True)
    monkeypatch.setattr(connection, "cursor", SimpleNamespace(execute=lose_answer))
    with pytest.raises(OperationalError):
        reads.write(rename, {"name": "Three"})
    assert len(sent) == 1
    assert [row.value for row in TEAMS.rows()] == ["Two"]
    assert connection_of_this_thread() is not connection
    reads.write(rename, {"name": "Four"})
    assert [row.value for row in TEAMS.rows()] == ["Four"]
