"""Files a newcomer can read: short, with short functions, and named for what is in them."""

import ast

from tests.conventions.source import CODE_FOLDERS, PROJECT, python_files

LONGEST_FILE = 400  # lines; a bound for what grew unseen, not a size to aim at
LONGEST_FUNCTION = 40  # lines
FRONT_END = ("templates/**/*.html", "static/**/*.css", "static/**/*.js")
# Drawers: names that say nothing about what is inside.
DRAWERS = frozenset({"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"})


def shown(path):
    """Return the path as a reader of the project writes it."""
    return path.relative_to(PROJECT).as_posix()


def functions(path):
    """Yield every function of the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_long():
    files = [*python_files(*CODE_FOLDERS), *(p for kind in FRONT_END for p in PROJECT.glob(kind))]
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_long():
    lengths = {
        f"{shown(path)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in python_files(*CODE_FOLDERS)
        for node in functions(path)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_no_file_is_a_drawer():
    named = [path for path in python_files(*CODE_FOLDERS) if path.stem in DRAWERS]
    folders = [path for path in (PROJECT / "app").rglob("*") if path.is_dir()]
    drawers = [shown(path) for path in [*named, *folders] if path.stem in DRAWERS]
    assert drawers == []
