"""``stagedoor backup`` and ``restore``: one file with everything, written while the server runs."""

import sqlite3
import stat
import threading

import flask_migrate
import pytest
from sqlalchemy import text

from app.database.copies import backup_file
from app.database.copies.engines import engine_of
from app.extensions import db
from app.factory import create_app
from app.models.teams.team import Team
from tests.support.full_tables import rows_of
from tests.support.settings import make_settings


@pytest.fixture
def elsewhere(tmp_path):
    """A function that runs a command of another installation, which has no database yet."""
    home = tmp_path / "elsewhere"
    home.mkdir()
    app = create_app(make_settings(stagedoor_home=home))
    return lambda *words: app.test_cli_runner().invoke(args=words)


@pytest.fixture
def file(run, hall, tmp_path):
    """A backup of a team harbour-hall."""
    path = tmp_path / "all.backup"
    assert run("backup", str(path)).exit_code == 0
    return path


def slugs(database) -> list[str]:
    """The slugs of the teams in a database file."""
    with sqlite3.connect(database) as connection:
        return [slug for (slug,) in connection.execute("SELECT slug FROM team")]


def test_backup_is_a_whole_database_for_its_owners_eyes(run, file):
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert slugs(file) == ["harbour-hall"]
    again = run("backup", str(file))
    assert again.exit_code == 1
    assert "there already" in again.output
    assert [path.name for path in file.parent.glob("all*")] == ["all.backup"]


def test_backup_that_cannot_be_written_leaves_no_file(run, tmp_path):
    result = run("backup", str(tmp_path / "missing" / "copy.db"))
    assert result.exit_code == 1
    assert "cannot be written: No such file or directory." in result.output


@pytest.mark.usefixtures("hall")
def test_backup_that_fails_is_removed(run, tmp_path, monkeypatch):
    monkeypatch.setattr(backup_file, "copy_pages", lambda source, file: 1 / 0)
    assert isinstance(run("backup", str(tmp_path / "all.backup")).exception, ZeroDivisionError)
    assert list(tmp_path.glob("all*")) == []


@pytest.mark.usefixtures("hall")
def test_folder_keeps_the_newest_backups_and_nothing_else_is_removed(run, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    kept = ["notes.backup", "stagedoor-20990101T000000Z.backup"]
    for name in [*kept, "stagedoor-20250101T000000Z.backup", "stagedoor-20250102T000000Z.backup"]:
        (folder / name).touch()
    assert run("backup", str(folder), "--keep", "2").exit_code == 0
    names = {path.name for path in folder.iterdir()}
    assert names > set(kept)
    assert len(names) == 3
    assert not any(name.startswith("stagedoor-2025") for name in names)
    assert run("backup", str(tmp_path / "file"), "--keep", "2").exit_code == 1


@pytest.mark.both_databases
@pytest.mark.usefixtures("hall")
def test_backup_is_as_of_one_moment_while_others_write(run, app, database_url, tmp_path):
    has_begun, is_over = threading.Event(), threading.Event()

    def write():
        writer = engine_of(database_url)
        while not is_over.is_set():
            with writer.begin() as connection:  # two tables that always agree
                connection.execute(text("UPDATE team SET created_at = created_at + 1"))
                connection.execute(text("UPDATE user_account SET created_at = created_at + 1"))
            has_begun.set()

    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE team SET created_at = 0"))
        connection.execute(text("UPDATE user_account SET created_at = 0"))
    thread = threading.Thread(target=write)
    thread.start()
    has_begun.wait(10)
    try:
        assert run("backup", str(tmp_path / "all.backup")).exit_code == 0
    finally:
        is_over.set()
        thread.join()
    with sqlite3.connect(tmp_path / "all.backup") as connection:
        statement = "SELECT t.created_at, u.created_at FROM team t, user_account u"
        ((of_team, of_user),) = connection.execute(statement).fetchall()
    assert of_team == of_user > 0


def test_restored_into_an_empty_place_everything_is_there(app, elsewhere, file, tmp_path):
    answer = elsewhere("restore", str(file))
    assert answer.exit_code == 0, answer.output
    database = tmp_path / "elsewhere" / "stagedoor.db"
    with app.app_context():
        assert rows_of(engine_of(f"sqlite:///{database}")) == rows_of(db.engine)
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    assert [path.name for path in database.parent.glob("*stage*")] == ["stagedoor.db"]


@pytest.mark.both_databases
def test_place_that_holds_data_is_refused_unless_it_is_to_be_replaced(run, app, file):
    with app.app_context():
        Team.find("harbour-hall").slug = "later"
        db.session.commit()

    refusal = run("restore", str(file))
    assert refusal.exit_code == 1
    assert "The database holds data." in refusal.output
    with app.app_context():
        assert Team.find("later")

    assert run("restore", str(file), "--replace").exit_code == 0
    with app.app_context():
        db.session.remove()
        assert Team.find("harbour-hall")
        assert not Team.find("later")


def test_mirrors_read_anew_after_a_restore_that_lost_changes(run, app, file):
    with app.app_context():
        before = Team.find("harbour-hall").change_seq
    assert run("restore", str(file), "--replace", "--resync").exit_code == 0
    with app.app_context():
        db.session.remove()
        team = Team.find("harbour-hall")
        assert team.change_seq == team.forgotten_seq > before + 1000


def test_backup_of_an_older_version_is_migrated(run, app, elsewhere, file, tmp_path):
    with app.app_context():
        flask_migrate.downgrade(revision="-1")
    old = tmp_path / "old.backup"
    assert run("backup", str(old)).exit_code == 0
    assert elsewhere("restore", str(old)).exit_code == 0
    assert "Database: reachable, every migration applied." in elsewhere("check").output


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        ("text", "It is no backup: not a SQLite file, or a damaged one."),
        ("cut", "It is"),
        ("UPDATE alembic_version SET version_num = '9999'", "made by a newer version"),
        ("UPDATE alembic_version SET version_num = '0018'", "before the first release"),
        ("DROP TABLE alembic_version", "It is no backup of Stagedoor."),
        ("DELETE FROM alembic_version", "It is no backup of Stagedoor."),
        ("UPDATE alembic_version SET version_num = '0140_x'", "It is no backup of Stagedoor."),
        ("DROP TABLE ticket", "the table ticket is missing."),
        ("DROP TABLE browser_session", "The table browser_session differs"),
        ("UPDATE alembic_version SET version_num = '0100'", "newest migration: "),
        ("CREATE VIEW owner AS SELECT 1", "It has triggers or views"),
    ],
)
def test_file_that_is_no_whole_backup_changes_nothing(run, app, file, damage, reason):
    if damage == "text":
        file.write_text("not a database " * 100)
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    else:
        with sqlite3.connect(file) as connection:
            connection.execute(damage)
    answer = run("restore", str(file), "--replace")
    assert answer.exit_code == 1, answer.output
    assert f"{file} was not restored. " in answer.output
    assert reason in answer.output
    with app.app_context():
        assert Team.find("harbour-hall")


@pytest.mark.usefixtures("hall")
def test_database_that_someone_writes_to_is_not_replaced(run, app, file, monkeypatch):
    monkeypatch.setattr(backup_file, "BUSY_SECONDS", 0.1)
    with app.app_context():
        path = db.engine.url.database
    with sqlite3.connect(path) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = run("restore", str(file), "--replace")
    assert answer.exit_code == 1
    assert "Another program holds the database's lock." in answer.output


def test_backup_that_cannot_be_read_is_told_in_one_line(elsewhere, tmp_path):
    answer = elsewhere("restore", str(tmp_path / "missing.backup"))
    assert answer.exit_code == 1
    assert answer.stderr.count("\n") == 1
    assert "missing.backup cannot be read: No such file or directory." in answer.stderr


def test_database_that_cannot_be_reached_is_told_in_one_line(file, tmp_path):
    url = "postgresql://ana:the-password@127.0.0.1:1/stagedoor"
    app = create_app(make_settings(database_url=url, stagedoor_home=tmp_path))
    answer = app.test_cli_runner().invoke(args=["restore", str(file)])
    assert answer.exit_code == 1
    assert answer.stderr.count("\n") == 1
    assert answer.stderr.startswith("Error: The database cannot be reached: nothing answers at")
    assert "the-password" not in answer.stderr
