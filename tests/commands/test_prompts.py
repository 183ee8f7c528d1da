"""Commands ask at a terminal; without one they say what to pass instead."""

import pytest
from click.testing import CliRunner

from app.commands import prompts
from tests.conventions.source import PROJECT
from tests.support.factories import PASSWORD
from tests.support.people import sign_in

WORDS = ("user", "create", "--email", "ana@example.org", "--name", "Ana")


@pytest.mark.parametrize("stdin", ["", "\n"], ids=["nothing", "an empty line"])
def test_command_without_terminal_and_input_says_what_to_pass(app, stdin):
    refused = app.test_cli_runner().invoke(args=WORDS, input=stdin)
    assert refused.exit_code == 2
    assert "Pass --password, or write it to standard input" in refused.output
    assert "Aborted" not in refused.output


def test_command_without_any_standard_input_says_so_too(run, monkeypatch):
    monkeypatch.setattr(prompts.sys, "stdin", None)
    with pytest.raises(prompts.click.UsageError):
        prompts.ask_secret("Password", option="--password")


@pytest.mark.parametrize("end", ["", "\n", "\r\n"], ids=ascii)
def test_first_line_of_standard_input_is_the_password(app, client, end):
    made = app.test_cli_runner().invoke(args=WORDS, input=f"{PASSWORD}{end}")
    assert made.exit_code == 0
    sign_in(client, "ana@example.org")


def test_password_is_typed_twice_at_a_terminal(app, monkeypatch):
    with CliRunner().isolation(input=f"{PASSWORD}\nother\n{PASSWORD}\n{PASSWORD}\n") as (
        output,
        *_,
    ):
        monkeypatch.setattr(prompts.sys.stdin, "isatty", lambda: True)
        assert prompts.ask_secret("Password", option="--password") == PASSWORD
    assert b"do not match" in output.getvalue()
    assert PASSWORD.encode() not in output.getvalue()


def test_no_other_command_asks():
    asking = ("click.prompt(", "click.confirm(", "prompt=True", "getpass", "input(")
    modules = sorted((PROJECT / "app" / "commands").glob("*.py"))
    found = [m.name for m in modules if any(word in m.read_text("utf-8") for word in asking)]
    assert found == ["prompts.py"]
