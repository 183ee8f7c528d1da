"""Migrations hold up no one: indexes of tables that are there are made beside their writers."""

import ast
from pathlib import Path

import pytest

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
# Migrations up to this one were released before tables had to stay usable meanwhile.
FORMER = "0142"
NEWER = sorted(path for path in VERSIONS.glob("[0-9]*.py") if path.name[:4] > FORMER)


def calls(tree):
    """Each call with the last name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            yield name, node


def tables_made(tree):
    """The names of the tables that the migration makes."""
    return {ast.literal_eval(call.args[0]) for name, call in calls(tree) if name == "create_table"}


def offences(source):
    """The lines at which an index of an older table is made or dropped under its lock."""
    tree = ast.parse(source)
    made = tables_made(tree)
    for name, call in calls(tree):
        if name in {"create_index", "drop_index"}:
            table = call.args[1] if len(call.args) > 1 else None
            if not (isinstance(table, ast.Constant) and table.value in made):
                yield call.lineno


@pytest.mark.parametrize("path", NEWER, ids=lambda path: path.stem)
def test_index_of_an_older_table_is_made_beside_its_writers(path):
    assert list(offences(path.read_text())) == [], "Use app.database.index_changes."


def test_the_rule_sees_each_way_to_make_an_index():
    ways = (
        'op.create_index("ix_a", "a", ["b"])',
        'op.drop_index("ix_a", "a")',
        'with op.batch_alter_table("a") as table:\n    table.create_index("ix_a", ["b"])',
    )
    assert [len(list(offences(way))) for way in ways] == [1, 1, 1]
    new = 'op.create_table("a")\nop.create_index("ix_a", "a", ["b"])'
    assert list(offences(new)) == []
