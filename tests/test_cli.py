"""The command line stagedoor."""

import logging
import subprocess
import sys

import pytest

from app.cli import CommandLine, is_relevant, print_migrations


@pytest.fixture
def migration_log():
    """Alembic's logger, restored afterwards."""
    log = logging.getLogger("alembic.runtime.migration")
    before = log.level, log.propagate, list(log.handlers)
    yield log
    log.level, log.propagate, log.handlers = before


@pytest.mark.parametrize(
    ("level", "message", "expected"),
    [
        (logging.INFO, "Running upgrade 0100 -> 0101", True),
        (logging.INFO, "Context impl SQLiteImpl.", False),
        (logging.WARNING, "Something is wrong", True),
    ],
)
def test_only_migrations_and_problems_are_printed(level, message, expected):
    line = logging.LogRecord("alembic", level, "", 0, message, (), None)
    assert is_relevant(line) is expected


def test_migration_is_a_plain_line_and_not_in_the_log(migration_log, capsys):
    print_migrations()
    migration_log.info("Running upgrade  -> 0100")
    assert capsys.readouterr().err == "Running upgrade  -> 0100\n"
    assert not migration_log.propagate


@pytest.mark.parametrize("name", ["serve", "demo"])
def test_server_and_demo_do_not_load_the_application_first(name):
    def load():
        raise AssertionError("loaded")

    group = CommandLine(name="stagedoor", create_app=load, add_version_option=False)
    with group.make_context("stagedoor", [name]) as ctx:
        assert group.get_command(ctx, name).name == name


def test_start_of_a_server_looks_without_the_house():
    """It gives its place to the server, whose processes load the house again."""
    code = "import sys, app.cli; print(*sys.modules)"
    modules = set(subprocess.check_output([sys.executable, "-c", code], text=True).split())
    assert {"app.commands.serve", "app.checks.start_checks"} <= modules
    rooms = {".".join(name.split(".")[:2]) for name in modules if name.startswith("app.")}
    house = {"app.models", "app.portal", "app.oauth", "app.api", "app.web", "app.factory"}
    assert rooms & house == set()
    assert modules & {"alembic", "redis", "authlib", "granian", "webauthn"} == set()
