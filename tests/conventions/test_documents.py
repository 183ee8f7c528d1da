"""What code and documents point at is there: pages, paths, links, invariants and cases.

A reader who clones the repository has to be able to follow every reference, so none may lead to
a document that is kept elsewhere, and none may be a number that only such a document explains.
"""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from app.version import VERSION
from tests.conventions.source import PROJECT, python_files
from tests.conventions.test_acceptance import CASES

FOLDERS = (
    *("app", "tests", "templates", "static", "docs", "examples", "benchmarks", "faults"),
    "migrations",
)
PROSE = re.compile(r'"""(.*?)"""|(?:^|[ \t])#[ \t]+([^\n]*)', re.S | re.M)
PAGE = re.compile(r"(?<![\w/.:])(?:\.\./)*[\w-][\w./-]*\.md\b")
FULL_PATH = re.compile(rf"(?<![\w/.-])(?:{'|'.join(FOLDERS)})/[^\s`\"'()|,;:\]]*")
SHORT_PATH = re.compile(r"`([\w-]+/[\w./-]*\.(?:py|html|css|js))`")
# A page by its subject, as in "(docs: security)".
NAMED_PAGE = re.compile(r"\(docs: ([\w./-]+)")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)[^)\s]*\)")
# Rows of a table that is not in the repository: C17, R22, PR5, "case B20".
ROW = re.compile(r"\b(?:PR\d{1,2}|[A-Z]\d{2}|[Cc]ases? [A-F]\d+)\b")
INVARIANTS = PROJECT / "docs" / "reference" / "invariants.md"
RELEASE = r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d"
KINDS_OF_CHANGES = {
    *("Security", "Added", "Changed", "Deprecated", "Removed", "Fixed"),
    "Upgrading",  # what an operator or an integrator has to do
}
NUMBERS = r"(\d+(?:(?:-|, | and )\d+)*)"


@cache
def documents() -> dict[Path, str]:
    """Return the text of every page of the repository."""
    folders = (PROJECT / name for name in FOLDERS)
    pages = [*PROJECT.glob("*.md"), *(page for root in folders for page in root.rglob("*.md"))]
    return {page: page.read_text(encoding="utf-8") for page in sorted(pages)}


@cache
def prose() -> dict[Path, str]:
    """Return what the pages say, and the docstrings and comments of every module."""
    texts = dict(documents())
    for path in python_files("app", "tests", "examples", "benchmarks", "faults", "migrations"):
        if path != Path(__file__):
            found = PROSE.findall(path.read_text(encoding="utf-8"))
            texts[path] = "\n".join(block or comment for block, comment in found)
    return texts


@cache
def all_texts() -> dict[Path, str]:
    """Return the prose, and templates, styles and build files as they are."""
    templates = (file for file in (PROJECT / "templates").rglob("*") if file.is_file())
    build = (PROJECT / "Makefile", PROJECT / "pyproject.toml")
    return prose() | {file: file.read_text(encoding="utf-8") for file in (*templates, *build)}


def dangling(texts: dict[Path, str], pattern: re.Pattern[str], *roots: Path) -> list[str]:
    """Return "file: name" for each name that is neither beside the file nor below a root."""
    lost = []
    for path, text in texts.items():
        for name in dict.fromkeys(pattern.findall(text)):
            target = name.rstrip(".")
            is_pattern = re.search(r"[<>*{}…]", target)
            bases = (path.parent, *roots)
            if not is_pattern and not any((base / target).exists() for base in bases):
                lost.append(f"{path.relative_to(PROJECT)}: {name}")
    return lost


def test_every_page_that_is_named_exists():
    assert dangling(all_texts(), PAGE, PROJECT) == []


def test_every_page_that_is_named_by_its_subject_exists():
    subjects = {page.stem for page in documents()}
    named = {str(path): set(NAMED_PAGE.findall(text)) for path, text in prose().items()}
    assert {path: lost for path, names in named.items() if (lost := names - subjects)} == {}


def test_every_path_that_is_named_exists():
    assert dangling(prose(), FULL_PATH, PROJECT) == []


def test_every_short_path_on_a_page_exists():
    """Pages may leave out app/ and tests/, as in ``portal/clients/secrets.py``."""
    assert dangling(documents(), SHORT_PATH, PROJECT, PROJECT / "app", PROJECT / "tests") == []


def test_every_relative_link_leads_somewhere():
    assert dangling(documents(), LINK) == []


def test_no_reference_needs_a_table_that_is_not_here():
    found = {str(path.relative_to(PROJECT)): ROW.findall(text) for path, text in prose().items()}
    assert {path: rows for path, rows in found.items() if rows} == {}


def test_every_page_of_the_documentation_is_listed_or_in_a_listed_folder():
    index = PROJECT / "docs" / "README.md"
    listed = {(index.parent / link).resolve() for link in LINK.findall(documents()[index])}
    pages = {page for page in documents() if PROJECT / "docs" in page.parents} - {index}
    listed |= {page for page in pages if page.parent / "README.md" in listed}
    assert [page for page in pages if page not in listed and page.parent not in listed] == []


def test_map_in_the_readme_names_every_folder():
    app = [f"app/{path.parent.name}/" for path in sorted((PROJECT / "app").glob("*/__init__.py"))]
    folders = [*app, *(f"{name}/" for name in FOLDERS if name != "app")]
    assert [name for name in folders if f"`{name}`" not in documents()[PROJECT / "README.md"]] == []


def test_readme_opens_with_two_pictures_in_the_readers_theme():
    """Of the consent page and of an app; together under 120 kB, which load at once."""
    text = documents()[PROJECT / "README.md"]
    pictures = re.findall(
        r'<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="(.+?)">\s*'
        r'<img src="(.+?)" width="\d+%" alt=".+?">\s*</picture>',
        text.partition("```")[0],
    )
    names = [name for pair in pictures for name in pair]
    assert [Path(name).stem for name in names] == [
        "consent-dark",
        "consent-light",
        "app-dark",
        "app-light",
    ]
    assert sum((PROJECT / name).stat().st_size for name in names) < 120_000


def test_order_of_imports_in_the_architecture_names_every_package_and_room():
    page = documents()[PROJECT / "docs" / "architecture.md"]
    blocks = [set(block.split()) for block in re.findall(r"```text\n(.*?)```", page, re.S)]
    files = [*(PROJECT / "app").glob("*.py"), *(PROJECT / "app").glob("*/__init__.py")]
    packages = {file.parent.name if file.stem == "__init__" else file.stem for file in files}
    rooms = {file.parent.name for file in (PROJECT / "app" / "models").glob("*/__init__.py")}
    assert blocks == [packages - {"app"}, rooms]


def repeated(names: list[str]) -> list[str]:
    """Return the names that are there more than once."""
    return [name for name, times in Counter(names).items() if times > 1]


def test_every_decision_has_its_own_number_and_bears_it():
    pages = [page for page in documents() if re.match(r"\d{4}-", page.name)]
    assert repeated([page.name[:4] for page in pages]) == []
    headings = {page.name: f"# {int(page.name[:4])}. " for page in pages}
    assert [p.name for p in pages if not documents()[p].startswith(headings[p.name])] == []


def test_every_version_of_the_changelog_has_each_heading_once():
    for version in documents()[PROJECT / "CHANGELOG.md"].split("\n## ")[1:]:
        assert repeated(re.findall(r"^### .*", version, re.M)) == [], version.partition("\n")[0]


def test_changelog_has_the_form_of_keep_a_changelog_with_security_first():
    """The newest release is the version of the program; what waits for the next one is above it."""
    _intro, *versions = documents()[PROJECT / "CHANGELOG.md"].split("\n## ")
    names = [version.partition("\n")[0] for version in versions]
    assert names[0] == "[Unreleased]"
    assert [name for name in names[1:] if not re.fullmatch(RELEASE, name)] == []
    assert names[1].startswith(f"[{VERSION}] - ")
    for version in versions:
        kinds = re.findall(r"^### (.*)", version, re.M)
        assert set(kinds) <= KINDS_OF_CHANGES
        assert "Security" not in kinds[1:]


def test_every_setting_is_described_once():
    page = documents()[PROJECT / "docs" / "guide" / "settings.md"]
    assert repeated(re.findall(r"^\| (`[A-Z0-9_]+`)", page, re.M)) == []


def invariants() -> list[tuple[int, str]]:
    """Return the number and the text of each invariant."""
    parts = re.split(r"^(\d+)\. ", documents()[INVARIANTS], flags=re.M)[1:]
    return [(int(number), text) for number, text in zip(parts[::2], parts[1::2], strict=True)]


def test_invariants_are_numbered_in_order_and_name_their_tests():
    assert [number for number, _text in invariants()] == list(range(1, len(invariants()) + 1))
    assert [number for number, text in invariants() if "](../../tests/" not in text] == []


@pytest.mark.parametrize("noun", ["invariant", "case"])
def test_every_invariant_and_case_that_is_cited_exists(noun):
    last = {"invariant": len(invariants()), "case": CASES[-1]}[noun]
    cited = re.compile(rf"\b{noun}s? {NUMBERS}", re.I)
    for path, text in prose().items():
        for numbers in cited.findall(text):
            unknown = [n for n in map(int, re.findall(r"\d+", numbers)) if not 1 <= n <= last]
            assert unknown == [], f"{path.relative_to(PROJECT)} cites {noun} {numbers}"
