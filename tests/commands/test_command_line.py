"""The command line lists every command and loads the migrations' on demand."""

from app.commands.command_line import COMMANDS


def test_every_command_is_listed_with_its_help(app, run):
    output = run("--help").output
    for name in [*(command.name for command in COMMANDS), "db"]:
        assert f"\n  {name} " in output


def test_migrations_have_their_own_commands(run):
    assert "upgrade" in run("db", "--help").output


def test_unknown_command_is_refused(run):
    result = run("nonsense")
    assert (result.exit_code, "No such command" in result.output) == (2, True)
