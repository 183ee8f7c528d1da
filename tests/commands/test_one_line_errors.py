"""Every command says in one line what is wrong with the set-up, whichever it is."""

import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.commands import one_line_errors
from app.commands.command_line import COMMANDS
from app.extensions import db
from app.factory import make_app
from tests.support.settings import environment_for_server, make_settings

PROJECT = Path(__file__).parents[2]
FLASK, STAGEDOOR = (Path(sys.executable).with_name(name) for name in ("flask", "stagedoor"))
# These have tests of their own: two are processes that stay, one reads a file.
NOT_HERE = {"demo", "restore", "serve"}


def leaves(command, words=()):
    """Return the words of each command that does something, with arguments it can parse."""
    words = (*words, command.name)
    if isinstance(command, click.Group):
        return [leaf for each in command.commands.values() for leaf in leaves(each, words)]
    return [(*words, *arguments(command))]


def arguments(command):
    for parameter in command.params:
        if parameter.required and isinstance(parameter, click.Option):
            yield parameter.opts[0]
        if parameter.required:
            yield {"filename": str(Path(__file__)), "file": "new.file"}.get(
                parameter.type.name, "some-value-1"
            )


ALL = [leaf for command in COMMANDS if command.name not in NOT_HERE for leaf in leaves(command)]


@pytest.fixture(params=["garbage", "no folder", "port closed", "empty", "old"])
def broken_app(request, tmp_path, sqlite_url):
    """An application whose database cannot be used."""
    (tmp_path / "garbage.db").write_text("This is no database. " * 100)
    urls = {
        "garbage": f"sqlite:///{tmp_path}/garbage.db",
        "no folder": f"sqlite:///{tmp_path}/none/stagedoor.db",
        "port closed": "postgresql://ana:the-password@127.0.0.1:1/stagedoor",
        "empty": f"sqlite:///{tmp_path}/empty.db",
        "old": sqlite_url,
    }
    settings = make_settings(database_url=urls[request.param], stagedoor_home=tmp_path)
    app = make_app(settings)
    if request.param == "old":
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(db.text("UPDATE alembic_version SET version_num = '0100'"))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_command_on_a_database_that_cannot_be_used_is_one_line(broken_app, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    is_old = "stagedoor.db" in broken_app.config["SQLALCHEMY_DATABASE_URI"]
    for words in ALL:
        if words[0] in {"check", "backup"} and is_old:
            continue  # a database is copied before it is migrated; a check is a list
        result = broken_app.test_cli_runner().invoke(args=words)
        assert result.exit_code == 1, (words, result.output)
        assert isinstance(result.exception, SystemExit), words
        assert "the-password" not in result.output
        if words[0] != "check":
            assert len(result.stderr.splitlines()) == 1, (words, result.stderr)
            assert "DATABASE_URL" in result.stderr or "stagedoor db upgrade" in result.stderr


def test_help_needs_no_database(broken_app):
    for words in ALL:
        result = broken_app.test_cli_runner().invoke(args=[*words[:2], "--help"])
        assert (result.exit_code, result.stdout[:6]) == (0, "Usage:")


def failing(error, name="fail"):
    """Return an explained command that raises ``error``."""

    def fail():
        raise error

    return one_line_errors.explained(click.Command(name, callback=fail))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OperationalError("SELECT 1", {}, Exception("disk is full\nmore")), "disk is full"),
        (PermissionError(13, "Permission denied", "/srv/x"), "/srv/x: Permission denied"),
    ],
    ids=["database", "file"],
)
def test_fault_of_the_machine_is_one_line(app, error, words):
    result = app.test_cli_runner().invoke(failing(error), [])
    assert result.exit_code == 1
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


class InsufficientPrivilegeError(Exception):
    """What PostgreSQL answers a user who owns nothing."""

    sqlstate = "42501"


def test_user_who_may_not_make_tables_is_told_of_the_owner_and_not_to_migrate(tmp_path):
    """Also where the tables are missing, which is why they are made."""
    app = make_app(
        make_settings(database_url=f"sqlite:///{tmp_path}/x.db", stagedoor_home=tmp_path)
    )
    error = ProgrammingError("CREATE", {}, InsufficientPrivilegeError("permission denied for x"))
    command = failing(error, name="db")
    result = app.test_cli_runner().invoke(command, [])
    assert result.exit_code == 1
    assert "OWNER TO" in result.stderr
    assert "db upgrade" not in result.stderr


def test_reader_that_has_seen_enough_is_no_fault(app):
    error = BrokenPipeError(32, "Broken pipe")
    assert app.test_cli_runner().invoke(failing(error), []).stderr == ""


def test_fault_of_the_program_keeps_its_traceback(app):
    error = ProgrammingError("SELEC", {}, Exception("syntax error"))
    assert app.test_cli_runner().invoke(failing(error), []).exception is error


BAD_ENVIRONMENTS = [
    ({"redis_url": "redis://:the-password/@h:1/x"}, "REDIS_URL", "client list"),
    ({"database_url": "mysql://u:the-password@h/d"}, "DATABASE_URL", "demo"),
    ({"stagedoor_home": "/dev/null/home"}, "STAGEDOOR_HOME", "purge"),
    ({"host": "0.0.0.0"}, "STAGEDOOR_ENV=production", "serve"),
    ({"database_url": "sqlite:////nowhere/x.db"}, "DATABASE_URL", "serve"),
]


@pytest.mark.parametrize(
    ("changes", "words", "command"),
    BAD_ENVIRONMENTS,
    ids=[f"{next(iter(row[0]))} {row[2]} {number}" for number, row in enumerate(BAD_ENVIRONMENTS)],
)
def test_process_with_a_bad_environment_ends_in_one_line(changes, words, command, tmp_path):
    result = run([STAGEDOOR, *command.split()], **{"stagedoor_home": tmp_path, **changes})
    assert result.returncode == 1
    [line] = result.stderr.splitlines()
    assert words in line
    assert "the-password" not in line


def test_flask_command_is_explained_too(tmp_path):
    result = run([FLASK, "--app", "wsgi", "purge"], stagedoor_home=tmp_path)
    assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)
    assert "stagedoor db upgrade" in result.stderr


def test_port_that_is_taken_is_named(sqlite_url, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = {"database_url": sqlite_url, "stagedoor_home": tmp_path, "port": port}
        result = run([STAGEDOOR, "serve"], **settings)
    assert result.returncode == 1
    [line] = result.stderr.splitlines()
    assert f"PORT {port}" in line


def run(command, **settings):
    """Run the command in a process of its own and return its result."""
    return subprocess.run(
        list(map(str, command)),
        cwd=PROJECT,
        env=environment_for_server(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
