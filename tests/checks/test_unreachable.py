"""A database that cannot be reached: the reason, and what to do, in every case of its own."""

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError

from app.checks import unreachable
from app.database.copies.engines import engine_of

PLACE = 'connection failed: connection to server at "10.0.0.7", port 5432 failed:'
# What psycopg says, and words of the answer.
SAID = [
    (f'{PLACE} FATAL:  password authentication failed for user "ana"', "as %40 %3A"),
    (f"{PLACE} fe_sendauth: no password supplied", "refuses the user or the password"),
    (f'{PLACE} FATAL:  Peer authentication failed for user "ana"', "system user"),
    (f'{PLACE} FATAL:  no pg_hba.conf entry for host "10.0.0.9", user "ana"', "pg_hba.conf"),
    (f'{PLACE} FATAL:  role "ana" does not exist', "createuser"),
    (f'{PLACE} FATAL:  database "role" does not exist', "createdb"),
    (f'{PLACE} FATAL:  permission denied for database "x"', "OWNER"),
    (f"{PLACE} FATAL:  sorry, too many clients already", "max_connections"),
    (f"{PLACE} FATAL:  the database system is starting up", "in a moment"),
    (f"{PLACE} Connection refused\n\tIs the server running on that host?", "nothing answers"),
    (f"{PLACE} timeout expired", "firewall"),
    (f"{PLACE} server does not support SSL, but SSL was required", "TLS"),
    (f"{PLACE} SSL error: certificate verify failed", "sslrootcert"),
    (f"{PLACE} FATAL:  Passwort-Authentifizierung fehlgeschlagen", "the database's log"),
]


@pytest.mark.parametrize(("said", "words"), SAID, ids=[words for _said, words in SAID])
def test_reason_says_what_to_do_and_repeats_no_part_of_the_address(said, words):
    reason = unreachable.reason_of(OperationalError("", {}, Exception(said)))
    assert words in reason
    assert "10.0.0" not in reason
    assert "ana" not in reason


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql+psycopg://ana@127.0.0.1:1/x", "nothing answers"),
        ("postgresql+psycopg://ana@/x?host=/nowhere", "no socket"),
        # The password "p@ss": what follows the "@" counts as the host.
        ("postgresql+psycopg://ana:p@ss.invalid/x", "no address"),
        ("sqlite:////nowhere/at/all.db", "folder"),
    ],
)
def test_each_driver_says_it_in_the_words_that_are_known(address, words):
    reason = unreachable.explain(create_engine(address))
    assert words in reason
    assert "ss.invalid" not in reason


def test_server_says_that_the_database_does_not_exist(postgres_url):
    url = make_url(postgres_url).set(drivername="postgresql+psycopg", database="none_of_this_name")
    assert "createdb" in unreachable.explain(create_engine(url))


def test_file_that_is_no_database_is_said_to_be_none(tmp_path):
    (tmp_path / "notes.db").write_text("No database. " * 100)
    assert "no SQLite database" in unreachable.explain(engine_of(f"sqlite:///{tmp_path}/notes.db"))
