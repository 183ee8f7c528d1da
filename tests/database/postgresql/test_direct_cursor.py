"""The cursor of hot statements answers as psycopg's does."""

import contextlib
import signal
import threading
from datetime import datetime

import psycopg
import pytest

from app.database.postgresql import direct_cursor
from app.database.postgresql.direct_cursor import DirectCursor

pytestmark = pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
OFTEN = 7  # times; a statement is prepared when it is run more than five times
ECHO = "SELECT %(value)s AS value, '100%%' AS percent, %(number)s + 1, %(number)s AS again"
VALUES = [
    *(None, "it's; --", "100% é", "", 5, -5, 2**40, True, 3.5, b"\x00ab", [1, 2]),
    datetime(2026, 11, 30, 12),
]
STORED = (
    "SELECT NULL, true, '{\"a\": [1]}'::jsonb, '{1,2}'::int[], 1.50, '\\x00'::bytea, now()::date"
)


@pytest.fixture
def connect(database_url):
    """A function that connects to the database in autocommit mode."""
    with contextlib.ExitStack() as connections:

        def connect(**options):
            address = database_url.replace("+psycopg", "")
            connection = psycopg.connect(address, autocommit=True, **options)
            return connections.enter_context(contextlib.closing(connection))

        yield connect


@pytest.fixture
def connection(connect):
    """A connection in autocommit mode."""
    return connect()


def prepared(connection) -> list[str]:
    """The statements that its session has prepared."""
    rows = connection.execute("SELECT statement FROM pg_prepared_statements", prepare=False)
    return [row[0] for row in rows]


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_values_arrive_and_rows_return_as_with_psycopgs_cursor(connection, value):
    cursor = DirectCursor(connection)
    values = {"unused": 1, "number": 7, "value": value}
    expected = connection.execute(ECHO, values, prepare=False).fetchall()
    for _time in range(OFTEN):
        assert cursor.execute(ECHO, values).fetchall() == expected
    assert cursor.execute(ECHO, values).fetchone() == expected[0]
    assert len(prepared(connection)) == 1


def test_rows_that_were_read_are_kept_no_longer(connection):
    cursor = DirectCursor(connection).execute("SELECT 1")
    assert cursor.fetchall() == [(1,)]
    with pytest.raises(psycopg.Error):
        cursor.fetchall()


def test_stored_values_are_read_as_with_psycopgs_cursor(connection):
    expected = connection.execute(STORED, prepare=False).fetchall()
    assert DirectCursor(connection).execute(STORED).fetchall() == expected


def test_one_statement_takes_values_of_several_types(connection):
    cursor = DirectCursor(connection)
    statement = "SELECT 1 WHERE 7 = %(number)s"
    for number, rows in [(7, [(1,)]), (2**40, []), (None, []), (70_000, [])] * OFTEN:
        assert cursor.execute(statement, {"number": number}).fetchall() == rows
    assert len(prepared(connection)) == 4


def test_rows_that_a_statement_changed_are_counted_and_those_it_returns_read(connection):
    cursor = DirectCursor(connection)
    cursor.execute("CREATE TEMPORARY TABLE note (id integer, text text)")
    insert = "INSERT INTO note VALUES (1, %(text)s), (2, %(text)s)"
    assert cursor.execute(insert, {"text": None}).rowcount == 2
    returned = cursor.execute("UPDATE note SET text = 'b' WHERE id = 1 RETURNING id, text")
    assert returned.fetchone() == (1, "b")
    nothing = cursor.execute("UPDATE note SET text = 'c' WHERE id = 3 RETURNING id")
    assert (nothing.rowcount, nothing.fetchone(), nothing.fetchall()) == (0, None, [])


def test_nothing_is_prepared_where_the_driver_prepares_nothing(connect):
    connection = connect(prepare_threshold=None)
    cursor = DirectCursor(connection)
    for _time in range(OFTEN):
        assert cursor.execute(ECHO, {"value": "a", "number": 1}).rowcount == 1
    assert prepared(connection) == []


def test_statement_that_was_not_run_for_long_is_given_up(connection, monkeypatch):
    monkeypatch.setattr(direct_cursor, "MOST", 2)
    cursor = DirectCursor(connection)
    for number in (1, 2, 1, 3):
        for _time in range(OFTEN):
            assert cursor.execute(f"SELECT {number}").fetchone() == (number,)
    assert sorted(prepared(connection)) == ["SELECT 1", "SELECT 3"]
    assert cursor.execute("SELECT 2").fetchone() == (2,)


def test_statements_that_differ_each_time_are_forgotten(connection, monkeypatch):
    monkeypatch.setattr(direct_cursor, "MOST", 3)
    cursor = DirectCursor(connection)
    for number in range(OFTEN):
        cursor.execute(f"SELECT {number}")
    assert len(cursor._counts) == 3


def test_cursors_of_one_session_do_not_share_a_name(connection):
    for text in ("one", "two"):
        cursor = DirectCursor(connection)
        for _time in range(OFTEN):
            assert cursor.execute(f"SELECT '{text}'").fetchone() == (text,)


@pytest.mark.parametrize(
    ("statement", "error", "state"),
    [
        ("SELECT x FROM nowhere", psycopg.errors.UndefinedTable, "42P01"),
        ("SELECT 1 / 0", psycopg.errors.DivisionByZero, "22012"),
        ("SELECT pg_sleep(5)", psycopg.errors.QueryCanceled, "57014"),
    ],
)
def test_error_is_psycopgs_and_the_connection_goes_on(connection, statement, error, state):
    cursor = DirectCursor(connection)
    cursor.execute("SET statement_timeout = 100")
    for _time in range(2):
        with pytest.raises(error) as raised:
            cursor.execute(statement)
        assert raised.value.sqlstate == state
    assert cursor.execute("SELECT 1").fetchone() == (1,)


def test_end_of_the_connection_is_an_operational_error(connect, connection):
    cursor = DirectCursor(connection)
    cursor.execute("SELECT 1")
    ended = "SELECT pg_terminate_backend(%s, 5000)"
    connect().execute(ended, [connection.info.backend_pid])
    for _time in range(2):
        with pytest.raises(psycopg.OperationalError):
            cursor.execute("SELECT 1")
        assert connection.closed


def test_interruption_cancels_the_statement(connection):
    cursor = DirectCursor(connection)
    former = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        with pytest.raises(KeyboardInterrupt):
            cursor.execute("SELECT pg_sleep(60)")
    finally:
        signal.signal(signal.SIGALRM, former)
    assert cursor.execute("SELECT 1").fetchone() == (1,)


def test_other_threads_run_while_it_waits(connect, connection):
    lock, release = "SELECT pg_advisory_lock(7)", "SELECT pg_advisory_unlock(7)"
    holder, cursor = connect(), DirectCursor(connection)
    holder.execute(lock)
    cursor.execute("SET lock_timeout = 5000")
    waiting = threading.Thread(target=lambda: cursor.execute(lock))
    waiting.start()
    holder.execute(release)
    waiting.join()
    assert cursor.execute(release).fetchone() == (True,)
