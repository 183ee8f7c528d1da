"""House rules of templates: what a page is made of and what it must not hold."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
COMPONENTS = TEMPLATES / "components"
STYLES = ROOT / "static" / "css" / "components"

MACROS_WITHOUT_STYLE = {
    "answers": "a kv()",
    "error_codes": "plain code elements, with the ids that error_uri leads to",
    "post_button": "its look is the button's",
    "time": "the base layer styles the element",
    "focus_form": "it is made of other components",
    "term": "the look is kv's",
}
# Template: why its markup can be trusted.
MARKED_SAFE: dict[str, str] = {}
# Pages whose h1 comes from one of these calls.
HEADING_CALLS = ("page_head(", "consent_head(", "confirm(", "hero(", "focus_form(")
HANDLER = re.compile(r"""\son\w+\s*=\s*["'{]""")
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>")
FOREIGN_ASSET = re.compile(r"<(link|script|img|iframe|source|use)\b[^>]*(href|src)=.(https?:)?//")
LONGEST_LINE = 120  # characters
# A call for its effect on a value, made to look like an assignment or an empty text.
EFFECT = re.compile(
    r"set _|\.(append|extend|insert|pop|remove|setdefault|update)\(|\bdict\(|\bnamespace\("
)
POST_FORM = re.compile(r"<form\b[^>]*method=.post.*?</form>", re.I | re.S)


def name_of(path):
    """The path as a reader of the report knows it."""
    return path.relative_to(ROOT).as_posix()


def without_comments(text):
    return re.sub(r"\{#.*?#\}", "", text, flags=re.S)


MACRO_FILES = sorted(COMPONENTS.glob("*.html"))
TEMPLATE_FILES = sorted(TEMPLATES.rglob("*.html"))
PAGES = [
    path
    for path in TEMPLATE_FILES
    if path.relative_to(TEMPLATES).parts[0] not in ("components", "layouts")
    and not path.name.startswith("_")
]


@pytest.mark.parametrize("path", MACRO_FILES, ids=name_of)
def test_component_file_defines_the_macro_of_its_name(path):
    assert re.findall(r"{%-? macro (\w+)\(", path.read_text()) == [path.stem]


def test_each_macro_has_its_stylesheet_and_each_stylesheet_its_macro():
    styles = {path.stem for path in STYLES.glob("*.css")}
    macros = {path.stem for path in MACRO_FILES}

    assert macros - styles == MACROS_WITHOUT_STYLE.keys()
    assert styles - macros == set()


@pytest.mark.parametrize("path", TEMPLATE_FILES, ids=name_of)
def test_template_holds_no_inline_style_or_script(path):
    text = without_comments(path.read_text())

    assert "<style" not in text
    assert not re.search(r"\sstyle\s*=", text)
    assert not INLINE_SCRIPT.search(text)
    assert not HANDLER.search(text)
    assert "javascript:" not in text


@pytest.mark.parametrize("path", TEMPLATE_FILES, ids=name_of)
def test_template_loads_nothing_from_elsewhere(path):
    assert not FOREIGN_ASSET.search(path.read_text())


def test_markup_is_trusted_only_where_a_reason_is_named():
    trusting = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATE_FILES
        if re.search(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false", path.read_text())
    }

    assert trusting == MARKED_SAFE.keys()


@pytest.mark.parametrize("path", TEMPLATE_FILES, ids=name_of)
def test_form_that_changes_something_carries_its_token(path):
    for form in POST_FORM.findall(path.read_text()):
        assert "csrf_token" in form or "hidden_tag" in form


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_page_extends_a_layout_and_has_a_title(path):
    text = path.read_text()

    assert re.match(r"\s*({#.*?#}\s*)?{% extends \"(layouts/|[\w/]+/layout)", text, re.S)
    assert re.search(r"{% block title %}\s*[^\s{]|{% block title %}\s*{{", text)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_page_has_one_main_heading(path):
    text = without_comments(path.read_text())
    headings = text.count("<h1") + sum(len(call_sites(text, call)) for call in HEADING_CALLS)
    branches = len(re.findall(r"{%-? (else|elif)\b", text))

    # Each branch of a page may have its own heading; the browser tests count what is rendered.
    assert 1 <= headings <= 1 + branches


def call_sites(text, call):
    return re.findall(rf"{{(?:{{|% call(?:\(\w*\))?)\s*{re.escape(call)}", text)


@pytest.mark.parametrize("path", TEMPLATE_FILES, ids=name_of)
def test_icons_that_templates_name_are_drawn(path):
    sprite = (ROOT / "static" / "img" / "icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    text = path.read_text()
    named = re.findall(r"\bicon\(\"([\w-]+)\"|\bicon=\"([\w-]+)\"|\"icon\": \"([\w-]+)\"", text)

    assert {name for groups in named for name in groups if name} <= drawn


@pytest.mark.parametrize("path", TEMPLATE_FILES, ids=name_of)
def test_no_line_is_long_save_for_an_address(path):
    lines = enumerate(path.read_text().splitlines(), 1)
    long = {number: line for number, line in lines if len(line) > LONGEST_LINE}

    assert {number: line for number, line in long.items() if "/oauth/authorize?" not in line} == {}


@pytest.mark.parametrize("path", TEMPLATE_FILES, ids=name_of)
def test_template_changes_no_value(path):
    assert EFFECT.findall(without_comments(path.read_text())) == []


@pytest.mark.parametrize("path", sorted((ROOT / "app").rglob("*.py")), ids=name_of)
def test_no_template_is_given_a_module(path):
    """Finished values instead, so that a page decides nothing."""
    tree = ast.parse(path.read_text())
    modules = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if (ROOT / (node.module or "").replace(".", "/") / f"{alias.name}.py").exists()
    }
    given = [
        keyword.value.id
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "render_template"
        for keyword in call.keywords
        if isinstance(keyword.value, ast.Name)
    ]

    assert modules.isdisjoint(given)
