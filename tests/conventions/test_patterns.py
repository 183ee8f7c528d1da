"""Patterns that check a value end at its end: ``$`` would admit a line feed behind it."""

import ast

import pytest

from tests.conventions.source import modules

FUNCTIONS = {"compile", "match", "search", "fullmatch", "split", "sub", "findall", "finditer"}


def patterns_of(tree):
    """The texts that are passed to functions of ``re``."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
        if of_re and node.func.attr in FUNCTIONS and node.args:
            for part in ast.walk(node.args[0]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str | bytes):
                    text = part.value
                    yield node.lineno, text if isinstance(text, str) else text.decode("latin-1")


def ends_at_a_line(pattern: str) -> bool:
    """Whether ``$`` in it is an anchor and no character."""
    in_class, escaped = False, False
    for letter in pattern:
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == "[":
            in_class = True
        elif letter == "]":
            in_class = False
        elif letter == "$" and not in_class:
            return True
    return False


def test_no_pattern_ends_at_a_line():
    """Write ``\\Z``, or ``fullmatch`` without an anchor."""
    faults = [
        f"{path}:{line} {pattern}"
        for path, tree in modules("app").items()
        for line, pattern in patterns_of(tree)
        if ends_at_a_line(pattern)
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("pattern", "is_fault"),
    [(r"[a-z]+$", True), (r"(?=x|$)", True), (r"[$&]+", False), (r"\$x", False), (r"a\Z", False)],
)
def test_anchor_is_told_from_a_character(pattern, is_fault):
    assert ends_at_a_line(pattern) is is_fault
