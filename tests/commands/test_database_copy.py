"""``stagedoor db copy``: an installation on another database, with every row and number."""

import pytest
from sqlalchemy import text

from app.database.copies.engines import engine_of
from app.database.copies.sequences import last_values
from app.extensions import db
from app.factory import create_app
from tests.support.factories import make_team, make_user
from tests.support.full_tables import ROWS, fill_every_table, rows_of
from tests.support.settings import make_settings


@pytest.fixture
def full(sqlite_url):
    """The engine of an SQLite database with rows in each table, the last event deleted."""
    engine = engine_of(sqlite_url)
    fill_every_table(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE sqlite_sequence SET seq = 40 WHERE name = 'event'"))
    return engine


def commands_on(database_url, home):
    """A function that runs a command of an application on this database."""
    app = create_app(make_settings(database_url=str(database_url), stagedoor_home=home))
    return lambda *words: app.test_cli_runner().invoke(args=words)


def sequences_of(engine):
    """The last number of each table."""
    with engine.connect() as connection:
        return last_values(connection)


def test_every_row_and_sequence_moves_to_postgresql_into_a_backup_and_back(
    full, postgres_url, tmp_path
):
    before = rows_of(full)
    postgres = engine_of(postgres_url)

    moved = commands_on(full.url, tmp_path)("db", "copy", "--to", postgres_url)

    assert moved.exit_code == 0, moved.output
    assert f"Copied {sum(map(len, before.values())):,} rows." in moved.output
    assert {len(rows) for rows in before.values()} == {ROWS}
    assert rows_of(postgres) == before
    assert sequences_of(postgres)["event"] == 40

    with postgres.begin() as connection:
        connection.execute(text("SELECT setval('team_id_seq', 60)"))
    on_postgres, file = commands_on(postgres_url, tmp_path), tmp_path / "all.backup"
    assert on_postgres("backup", str(file)).exit_code == 0
    with postgres.begin() as connection:
        connection.execute(text("DELETE FROM event_tombstone; UPDATE team SET name = 'Lost'"))
    assert on_postgres("restore", str(file)).exit_code == 1
    assert on_postgres("restore", "--replace", str(file)).exit_code == 0
    assert rows_of(postgres) == before
    assert sequences_of(postgres) == sequences_of(postgres) | {"event": 40, "team": 60}

    restored = tmp_path / "restored.db"
    answer = commands_on(f"sqlite:///{restored}", tmp_path)("restore", str(file))
    assert answer.exit_code == 0, answer.output
    assert rows_of(engine_of(f"sqlite:///{restored}")) == before
    assert sequences_of(engine_of(f"sqlite:///{restored}"))["event"] == 40


@pytest.fixture
def run(app):
    """A function that runs a command, on a database with one team."""
    with app.app_context():
        make_team(make_user("ana@example.org"), slug="harbour-hall")
        db.session.commit()
    return lambda *words: app.test_cli_runner().invoke(args=words)


def test_copy_makes_the_tables_of_an_empty_database(run, tmp_path):
    target = f"sqlite:///{tmp_path / 'new.db'}"
    assert run("db", "copy", "--to", target).exit_code == 0
    with engine_of(target).connect() as connection:
        assert connection.scalar(text("SELECT slug FROM team")) == "harbour-hall"


def test_database_that_holds_data_is_not_filled(run, tmp_path):
    target = tmp_path / "other.db"
    assert run("backup", str(target)).exit_code == 0
    before = target.read_bytes()
    before = rows_of(engine_of(f"sqlite:///{target}"))
    answer = run("db", "copy", "--to", f"sqlite:///{target}")
    assert answer.exit_code == 1
    assert "The database to fill holds data." in answer.output
    assert rows_of(engine_of(f"sqlite:///{target}"))["team"] == before["team"]


def test_database_is_not_copied_onto_itself(run, database_url):
    answer = run("db", "copy", "--to", database_url)
    assert answer.exit_code == 1
    assert "--to names the database in use." in answer.output


@pytest.mark.parametrize("url", ["mysql://h/n", "nonsense", ""])
def test_copy_goes_to_databases_that_we_run_on(run, url):
    answer = run("db", "copy", "--to", url)
    assert answer.exit_code == 1
    assert "--to must be sqlite:///FILE or postgresql://USER@HOST/NAME." in answer.output


def test_row_that_does_not_fit_leaves_the_target_empty(full, postgres_url, tmp_path):
    with full.begin() as connection:  # SQLite takes a number of any size
        connection.execute(text("UPDATE team SET created_at = 99999999999 WHERE id = 2"))
    answer = commands_on(full.url, tmp_path)("db", "copy", "--to", postgres_url)
    assert answer.exit_code == 1
    assert "A row of team cannot be copied" in answer.output
    assert not any(rows_of(engine_of(postgres_url)).values())
