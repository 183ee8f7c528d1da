"""The translations: complete, in use, and with the placeholders and markup of the texts."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.models.accounts.languages import DEFAULT, LOCALES
from tests.conventions.source import PROJECT, parse

TRANSLATIONS = PROJECT / "app" / "translations"
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?([sd%])|%")
TAG = re.compile(r"</?[a-z][^>]*>|&[a-z]+;|&#\d+;")
LANGUAGES = [locale for locale in LOCALES if locale != DEFAULT]


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


@cache
def catalog(locale: str) -> Catalog:
    return read(TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po")


@cache
def listed() -> Catalog:
    return read(TRANSLATIONS / "messages.pot")


def texts(found: Catalog) -> dict[tuple[object, object], Message]:
    return {(message.id, message.context): message for message in found if message.id}


def forms(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def named(text: str) -> set[str]:
    return {match[0] for match in PLACEHOLDER.finditer(text) if match[1]}


def faults_of(message: Message, plurals: int) -> list[str]:
    """What is wrong with one translation."""
    sources, results = forms(message.id), forms(message.string)
    if not all(results):
        return ["is not translated"]
    faults = []
    if len(results) != (plurals if message.pluralizable else 1):
        faults.append(f"has {len(results)} forms")
    for number, result in enumerate(results):
        source = sources[min(number, len(sources) - 1)]
        missing = named(source) ^ named(result)
        # A singular may say "one" instead of the number.
        if missing - ({"%(num)s", "%(num)d"} if message.pluralizable else set()):
            faults.append(f"differs in placeholders: {sorted(missing)}")
        if named(source) and any(
            match[0] == "%" or (match[2] and match[2] in "sd" and not match[1])
            for match in PLACEHOLDER.finditer(result)
        ):
            faults.append("has a % that is no placeholder")
        if Counter(TAG.findall(source)) != Counter(TAG.findall(result)):
            faults.append("differs in markup")
        if (source[:1].isspace(), source[-1:].isspace()) != (
            result[:1].isspace(),
            result[-1:].isspace(),
        ):
            faults.append("differs in spaces at its ends")
    return faults


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_text_is_translated_with_its_placeholders_and_markup(locale):
    found = catalog(locale)
    faults = {
        str(message.id): ", ".join(faults)
        for message in texts(found).values()
        if (faults := faults_of(message, found.num_plurals))
    }
    assert faults == {}


@pytest.mark.parametrize("locale", LANGUAGES)
def test_no_translation_is_a_guess_or_left_over(locale):
    found = catalog(locale)
    assert [message.id for message in found if message.id and message.fuzzy] == []
    assert list(found.obsolete) == []


@pytest.mark.parametrize("locale", LANGUAGES)
def test_translations_are_of_the_texts_of_the_list(locale):
    """`make messages` writes new texts into the translations, and drops unused ones."""
    assert texts(catalog(locale)).keys() ^ texts(listed()).keys() == set()


def test_list_has_every_text_of_the_code():
    """Else: make messages."""
    # A text with a plural also serves where it has none.
    assert {forms(text)[0] for text in extracted()} == {
        forms(text)[0] for text, _ in texts(listed())
    }


def test_no_text_of_the_program_hides_where_babel_does_not_look():
    """It overlooks calls inside of f-strings, and confuses those inside of an ngettext."""
    found = {forms(text) for text, _ in texts(listed())}
    singulars = {text[:1] for text in found}
    assert set(texts_of_calls()) - found - singulars == set()


def test_fault_of_a_translation_is_found():
    """Each rule above, broken."""
    broken = {
        "Hello %(name)s": "Hallo %(nmae)s",
        "<b>Now</b>": "<b>Jetzt<b>",
        "Save": "",
        "Name: ": "Name:",
        "%(n)d %% left": "%(n)d % da",
    }
    for source, result in broken.items():
        flags = ("python-format",) if "%" in source else ()
        assert faults_of(Message(source, result, flags=flags), 2), source
    plural = Message(("%(num)d day", "%(num)d days"), ("ein Tag", ""), flags=("python-format",))
    assert faults_of(plural, 2) == ["is not translated"]
    assert not faults_of(Message(plural.id, ("ein Tag", "%(num)d Tage")), 2)


def texts_of_calls() -> Iterator[tuple[str, ...]]:
    """The constant text of every call of gettext in the program, with its plural if it has one."""
    counts = {"_": 1, "gettext": 1, "lazy_gettext": 1, "ngettext": 2, "lazy_ngettext": 2}
    for path in (PROJECT / "app").rglob("*.py"):
        for call in ast.walk(parse(path)):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                texts_of_call = call.args[: counts.get(call.func.id, 0)]
                if texts_of_call and all(isinstance(text, ast.Constant) for text in texts_of_call):
                    yield tuple(text.value for text in texts_of_call)


def extracted() -> set[object]:
    """Every text of code and templates, as `make messages` finds them."""
    config = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    mappings = config["tool"]["babel"]["mappings"]
    pairs, options = [], {}
    for mapping in mappings:
        patterns = mapping.pop("pattern")
        for pattern in [patterns] if isinstance(patterns, str) else patterns:
            pairs.append((pattern, mapping["method"]))
            options[pattern] = mapping
    keywords = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
    keywords |= {"lazy_ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
    found = extract_from_dir(PROJECT, pairs, options, keywords)
    return {message for _file, _line, message, _comments, _context in found if message}
