"""Each line of the log is documented."""

import ast
from pathlib import Path

from tests.conventions.source import parse, python_files

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "logs.md"
LEVELS = {"debug", "info", "warning", "error", "exception"}


def events():
    """The first argument of each call of a log: a text, or its constant end."""
    for path in python_files("app"):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                if isinstance(owner, ast.Name) and owner.id == "log" and node.func.attr in LEVELS:
                    yield constant(node.args[0])


def constant(argument):
    """The text, or what follows the variable part."""
    if isinstance(argument, ast.JoinedStr):
        argument = argument.values[-1]
    return argument.value.strip().partition(":")[0]


def test_every_event_is_documented():
    document = DOCUMENT.read_text()
    named = set(events())
    assert len(named) > 15
    assert {name for name in named if name not in document} == set()
