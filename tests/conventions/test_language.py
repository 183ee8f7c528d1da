"""The project's English: words of its own dialect stay out, and names say what they hold."""

import ast
import re
from collections import Counter

from tests.conventions.source import PROJECT, parse, python_files

# How often each may occur in app, templates and docs together; what it should say instead.
RARE_WORDS = {
    "nobody": (12, "no one is meant: say who cannot, or use the passive"),
    "whoever": (4, "the user who"),
    "stands": (20, "is active, is valid, is in"),
    "farewell": (0, "tombstone"),
    "farewells": (0, "tombstones"),
    "bought": (0, "issued"),
    "anew": (4, "again"),
}
LET_IN = re.compile(r"\b(?:let|lets|letting)(?: (?!sign\b)\w+){0,2} in\b", re.I)
# Variables that say nothing about what they hold.
VAGUE = frozenset("asked known found one said given wanted words here told".split())
MOST_VAGUE = 20


def read_texts():
    """Return every text of app, templates and docs by path, tests apart."""
    paths = [*python_files("app"), *(PROJECT / "templates").rglob("*.*")]
    paths += [*(PROJECT / "docs").rglob("*.md"), PROJECT / "README.md"]
    return {path: path.read_text(encoding="utf-8") for path in paths if path.is_file()}


def test_words_of_a_dialect_are_rare():
    words = Counter(re.findall(r"[a-z]+", " ".join(read_texts().values()).lower()))
    too_many = {
        word: f"{words[word]} times, at most {most}: {instead}"
        for word, (most, instead) in RARE_WORDS.items()
        if words[word] > most
    }
    assert too_many == {}


def test_apps_are_authorized_and_not_let_in():
    assert {str(path) for path, text in read_texts().items() if LET_IN.search(text)} == set()


def test_variables_are_named_for_what_they_hold():
    names = Counter()
    for path in python_files("app"):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names[node.id] += 1
            elif isinstance(node, ast.arg):
                names[node.arg] += 1
    vague = {name: names[name] for name in VAGUE if names[name]}
    assert sum(vague.values()) <= MOST_VAGUE, vague
