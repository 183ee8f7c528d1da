"""A migration keeps the former release working, whose servers run on while it is applied.

It expands: new tables, new columns that rows of the former code can do without. What the former
code still reads or writes is taken away by a later release, whose migration says so in CONTRACTS.
"""

import ast

import pytest

from tests.conventions.source import PROJECT, parse

# The newest migration of the release before servers of two releases ran side by side.
LAST_WITHOUT = "0142"
VERSIONS = PROJECT / "migrations" / "versions"
TAKES_AWAY = {"drop_column", "drop_table", "rename_table"}
EXEMPTION = "CONTRACTS"  # a text: what is taken away, and since which release no code needs it


def migrations():
    """Return the migrations that servers of two releases live through."""
    files = sorted(VERSIONS.glob("[0-9]*_*.py"))
    return [path for path in files if path.name.partition("_")[0] > LAST_WITHOUT]


def find_contractions(tree):
    """Return what ``upgrade`` does that code without it does not survive."""
    if any(
        isinstance(node, ast.Assign) and _name(node.targets[0]) == EXEMPTION for node in tree.body
    ):
        return []
    upgrade = next(
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    )
    calls = [node for node in ast.walk(upgrade) if isinstance(node, ast.Call)]
    return [text for call in calls if (text := _contraction(call)) is not None]


def _contraction(call):
    name, options = _name(call.func), {word.arg: word.value for word in call.keywords}
    if name in TAKES_AWAY:
        return name
    if name == "alter_column":
        if "new_column_name" in options or "type_" in options:
            return "a column with another name or type"
        return "a column that must have a value" if _is_false(options.get("nullable")) else None
    if name == "add_column" and call.args:
        columns = [node for node in ast.walk(call.args[-1]) if isinstance(node, ast.Call)]
        words = {word.arg: word.value for word in columns[0].keywords} if columns else {}
        if _is_false(words.get("nullable")) and "server_default" not in words:
            return "a new column that must have a value, without server_default"
    return None


def _name(node):
    return getattr(node, "attr", None) or getattr(node, "id", None)


def _is_false(node):
    return isinstance(node, ast.Constant) and node.value is False


def test_migrations_only_expand():
    found = {path.name: find_contractions(parse(path)) for path in migrations()}
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    ("line", "is_contraction"),
    [
        ('op.drop_column("event", "slug")', True),
        ('op.drop_table("event")', True),
        ('op.alter_column("event", "slug", new_column_name="path")', True),
        ('op.alter_column("event", "slug", nullable=False)', True),
        ('op.alter_column("event", "slug", nullable=True)', False),
        ('op.add_column("event", sa.Column("x", sa.Integer(), nullable=False))', True),
        (
            'batch.add_column(sa.Column("x", sa.Integer(), nullable=False, server_default="0"))',
            False,
        ),
        ('op.add_column("event", sa.Column("x", sa.Integer()))', False),
        ('op.create_table("new", sa.Column("x", sa.Integer(), nullable=False))', False),
        ('op.drop_index("ix_event_x")', False),
    ],
)
def test_contraction_is_found(line, is_contraction):
    tree = ast.parse(f"def upgrade():\n    {line}\n")
    assert bool(find_contractions(tree)) is is_contraction
    exempt = ast.parse(f"{EXEMPTION} = 'since 1.1'\n\ndef upgrade():\n    {line}\n")
    assert find_contractions(exempt) == []
