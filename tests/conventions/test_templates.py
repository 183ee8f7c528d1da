"""House rules of templates: what a page is made of and what it must not hold."""

import ast
import re
from functools import cache

from tests.conventions.source import PROJECT, offenders, parse, python_files, read

TEMPLATES = PROJECT / "templates"
COMPONENTS = TEMPLATES / "components"
STYLES = PROJECT / "static" / "css" / "components"

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
INLINE = re.compile(
    r"""<style|\sstyle\s*=|<script(?![^>]*\ssrc=)[^>]*>|\son\w+\s*=\s*["'{]|javascript:"""
)
FOREIGN_ASSET = re.compile(r"<(link|script|img|iframe|source|use)\b[^>]*(href|src)=.(https?:)?//")
LONGEST_LINE = 120  # characters
# A call for its effect on a value, made to look like an assignment or an empty text.
EFFECT = re.compile(
    r"set _|\.(append|extend|insert|pop|remove|setdefault|update)\(|\bdict\(|\bnamespace\("
)
EXTENDS_A_LAYOUT = re.compile(r"\s*({#.*?#}\s*)?{% extends \"(layouts/|[\w/]+/layout)", re.S)
NAMED_ICON = re.compile(r"\bicon\(\"([\w-]+)\"|\bicon=\"([\w-]+)\"|\"icon\": \"([\w-]+)\"")
POST_FORM = re.compile(r"<form\b[^>]*method=.post.*?</form>", re.I | re.S)


@cache
def without_comments(path):
    return re.sub(r"\{#.*?#\}", "", read(path), flags=re.S)


MACRO_FILES = sorted(COMPONENTS.glob("*.html"))
TEMPLATE_FILES = sorted(TEMPLATES.rglob("*.html"))
PAGES = [
    path
    for path in TEMPLATE_FILES
    if path.relative_to(TEMPLATES).parts[0] not in ("components", "layouts")
    and not path.name.startswith("_")
]


def test_component_file_defines_the_macro_of_its_name():
    def other_macros(path):
        macros = re.findall(r"{%-? macro (\w+)\(", read(path))
        return macros != [path.stem] and (macros or "no macro")

    assert offenders(MACRO_FILES, other_macros) == {}


def test_each_macro_has_its_stylesheet_and_each_stylesheet_its_macro():
    styles = {path.stem for path in STYLES.glob("*.css")}
    macros = {path.stem for path in MACRO_FILES}

    assert macros - styles == MACROS_WITHOUT_STYLE.keys()
    assert styles - macros == set()


def test_template_holds_no_inline_style_or_script():
    def inline(path):
        return [found[0] for found in INLINE.finditer(without_comments(path))]

    assert offenders(TEMPLATE_FILES, inline) == {}


def test_template_loads_nothing_from_elsewhere():
    def foreign(path):
        return [found[0] for found in FOREIGN_ASSET.finditer(read(path))]

    assert offenders(TEMPLATE_FILES, foreign) == {}


def test_markup_is_trusted_only_where_a_reason_is_named():
    trusting = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATE_FILES
        if re.search(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false", read(path))
    }

    assert trusting == MARKED_SAFE.keys()


def test_form_that_changes_something_carries_its_token():
    def bare_forms(path):
        forms = POST_FORM.findall(read(path))
        return [form for form in forms if "csrf_token" not in form and "hidden_tag" not in form]

    assert offenders(TEMPLATE_FILES, bare_forms) == {}


def test_page_extends_a_layout():
    def extends_none(path):
        return not re.match(
            r"\s*({#.*?#}\s*)?{% extends \"(layouts/|[\w/]+/layout)", read(path), re.S
        )

    assert offenders(PAGES, extends_none) == {}


def test_page_has_a_title():
    def has_none(path):
        return not re.search(r"{% block title %}\s*[^\s{]|{% block title %}\s*{{", read(path))

    assert offenders(PAGES, has_none) == {}


def test_page_has_one_main_heading():
    def other_count(path):
        text = without_comments(path)
        headings = text.count("<h1") + sum(len(call_sites(text, call)) for call in HEADING_CALLS)
        branches = len(re.findall(r"{%-? (else|elif)\b", text))
        # Each branch of a page may have its own heading; the browser tests count what is rendered.
        return not 1 <= headings <= 1 + branches and f"{headings} in {branches + 1} branches"

    assert offenders(PAGES, other_count) == {}


def call_sites(text, call):
    return re.findall(rf"{{(?:{{|% call(?:\(\w*\))?)\s*{re.escape(call)}", text)


def test_icons_that_templates_name_are_drawn():
    sprite = read(PROJECT / "static" / "img" / "icons.svg")
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))

    def missing(path):
        named = NAMED_ICON.findall(read(path))
        return {name for groups in named for name in groups if name} - drawn

    assert offenders(TEMPLATE_FILES, missing) == {}


def test_no_line_is_long_save_for_an_address():
    def long_lines(path):
        lines = enumerate(read(path).splitlines(), 1)
        long = {number: line for number, line in lines if len(line) > LONGEST_LINE}
        return {number: line for number, line in long.items() if "/oauth/authorize?" not in line}

    assert offenders(TEMPLATE_FILES, long_lines) == {}


def test_template_changes_no_value():
    def effects(path):
        return [found[0] for found in EFFECT.finditer(without_comments(path))]

    assert offenders(TEMPLATE_FILES, effects) == {}


def test_no_template_is_given_a_module():
    """Finished values instead, so that a page decides nothing."""
    assert offenders(python_files("app"), modules_given_to_a_template) == {}


def modules_given_to_a_template(path):
    tree = parse(path)
    modules = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if (PROJECT / (node.module or "").replace(".", "/") / f"{alias.name}.py").exists()
    }
    return modules & {
        keyword.value.id
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "render_template"
        for keyword in call.keywords
        if isinstance(keyword.value, ast.Name)
    }
