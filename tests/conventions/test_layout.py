"""Files a newcomer can read: short, with short functions, and named for what is in them."""

import ast

import pytest

from tests.conventions.source import CODE_FOLDERS, PROJECT, parse, python_files, shown

LONGEST_FILE = 400  # lines; a bound for what grew unseen, not a size to aim at
LONGEST_FUNCTION = 40  # lines
FRONT_END = ("templates/**/*.html", "static/**/*.css", "static/**/*.js")
MOST_MODULES = 20  # in a folder; one that grows beyond is two nouns
MOST_PARTS = 21  # rooms and files of the house, or of a door
# Rooms of doors that no noun of the house names, each with its reason.
OWN_ROOMS = {
    "home": "the front page, of visitors and of who is signed in",
    "access": "who may see a page",
    "forms": "fields that several rooms share",
    "docs": "for an audience: integrators",
    "bearer": "how a program shows its token",
    "http": "conditional requests, idempotency and cursors",
    "contract": "what the API promises",
    "people": "the person behind a token, over several nouns",
    "dialects": "paths that other platforms document",
    "feed_formats": "the formats of feeds",
}
# Drawers: names that say nothing about what is inside.
DRAWERS = frozenset(
    {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc", "words"}
)


def functions(path):
    """Yield every function of the file."""
    for node in ast.walk(parse(path)):
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


def test_no_folder_is_crowded():
    folders = {path.parent for path in python_files("app")}
    sizes = {shown(folder): len(modules_in(folder)) for folder in folders}
    assert {folder: size for folder, size in sizes.items() if size > MOST_MODULES} == {}


@pytest.mark.parametrize("package", ["app/models", "app/portal"])
def test_no_house_or_door_has_too_many_rooms(package):
    parts = {path.relative_to(PROJECT / package).parts[0] for path in python_files(package)}
    assert len(parts - {"__init__.py"}) <= MOST_PARTS


@pytest.mark.parametrize("door", ["app/api", "app/portal"])
def test_room_of_a_door_bears_the_name_of_a_noun(door):
    nouns = {path.name for path in rooms_of("app/models")}
    rooms = {path.name for path in rooms_of(door)}
    assert rooms - nouns <= OWN_ROOMS.keys(), "Name it after a room of app/models."


def test_templates_are_in_the_rooms_of_their_views():
    homeless = []
    for door in ("portal", "oauth"):
        for folder in (PROJECT / "templates" / door).iterdir():
            views = PROJECT / "app" / door / folder.name
            if (
                folder.name != "mails"
                and not views.is_dir()
                and not views.with_suffix(".py").exists()
            ):
                homeless.append(shown(folder))
    assert homeless == []


def modules_in(folder):
    """Return the modules of one folder, without what its rooms hold."""
    return [path for path in folder.glob("*.py") if path.name != "__init__.py"]


def rooms_of(package):
    """Return the folders of the package that hold modules."""
    return {path.parent for path in (PROJECT / package).glob("*/__init__.py")}


def test_no_file_is_a_drawer():
    folders = [path for path in (PROJECT / "app").rglob("*") if path.is_dir()]
    paths = [*python_files(*CODE_FOLDERS), *folders]
    assert [shown(path) for path in paths if DRAWERS & set(path.stem.split("_"))] == []
