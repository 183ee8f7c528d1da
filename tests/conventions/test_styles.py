"""House rules of styles and scripts: one layer a file, values from settings, no words in code."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CSS = ROOT / "static" / "css"
STYLES = sorted(CSS.rglob("*.css"))
STYLES_BUT_SETTINGS = [path for path in STYLES if path.name != "settings.css"]
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))

LAYERS = {
    "reset.css": "reset",
    "base.css": "base",
    "controls.css": "base",
    "layout.css": "layout",
    "utilities.css": "utilities",
}
HAIRLINES = {"0px", "1px", "-1px", "2px", "999px"}
PHYSICAL = re.compile(
    r"(?:^|[{;])\s*((margin|padding|border|inset)-(left|right|top|bottom)[\w-]*"
    r"|(min-|max-)?(width|height)|left|right|top|bottom"
    r"|border-(top|bottom)-(left|right)-radius)\s*:",
    re.M,
)
PHYSICAL_VALUE = re.compile(r"(text-align|float|clear)\s*:\s*(left|right)\b")
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(rgb|rgba|hsl|hsla|oklch|lab|hwb)\(|:\s*(white|black|red|green|blue|gr[ae]y)\b",
    re.I,
)


def name_of(path):
    """The path as a reader of the report knows it."""
    return path.relative_to(ROOT).as_posix()


def without_comments(text):
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def test_main_stylesheet_imports_every_other_once():
    imported = re.findall(r'@import url\("([^"]+)"\)', (CSS / "main.css").read_text())
    others = [path.relative_to(CSS).as_posix() for path in STYLES if path.name != "main.css"]

    assert sorted(imported) == sorted(others)


def test_main_script_imports_every_other_once():
    main = ROOT / "static" / "js" / "main.js"
    imported = re.findall(r'import "\./([^"]+)"', main.read_text())

    assert sorted(imported) == sorted(path.name for path in SCRIPTS if path != main)


def test_component_names_no_other_file():
    # All stylesheets are served as one, in css/: an address relative to css/components would miss.
    assert [
        name_of(path) for path in (CSS / "components").iterdir() if "url(" in path.read_text()
    ] == []


@pytest.mark.parametrize("path", STYLES_BUT_SETTINGS, ids=name_of)
def test_stylesheet_takes_colours_from_settings(path):
    assert not COLOUR.search(without_comments(path.read_text()))


@pytest.mark.parametrize("path", STYLES_BUT_SETTINGS, ids=name_of)
def test_stylesheet_takes_sizes_from_settings(path):
    text = without_comments(path.read_text())
    # Media queries cannot read custom properties, so breakpoints stand there as they are.
    rules = re.sub(r"@media[^{]*", "", text)

    assert set(re.findall(r"-?\b[\d.]+px\b", rules)) <= HAIRLINES
    assert not re.findall(r"\b[\d.]+rem\b", rules)


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_stylesheet_uses_logical_properties(path):
    text = without_comments(path.read_text())

    assert not PHYSICAL.search(text)
    assert not PHYSICAL_VALUE.search(text)


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_stylesheet_reads_only_names_that_exist(path):
    known = set()
    for style in STYLES:
        known |= set(re.findall(r"(--[\w-]+)\s*:", style.read_text()))

    assert set(re.findall(r"var\((--[\w-]+)", path.read_text())) <= known


@pytest.mark.parametrize("path", [*STYLES_BUT_SETTINGS], ids=name_of)
def test_stylesheet_stays_in_its_layer(path):
    text = without_comments(path.read_text())
    if path.name == "main.css":
        assert "@layer reset, base, layout, components, utilities;" in text
    else:
        assert re.fullmatch(rf"\s*@layer {layer_of(path)} {{.*}}\s*", text, re.S)


def layer_of(path):
    """The layer a file's rules belong in; a component's is the components layer."""
    return "components" if path.parent.name == "components" else LAYERS[path.name]


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_script_is_small_and_says_nothing_itself(path):
    text = path.read_text()

    assert text.startswith("// ")
    assert len(text.splitlines()) < 60
    assert not re.search(r"\b(innerHTML|outerHTML|insertAdjacentHTML|eval|alert)\b", text)
    assert not re.search(r"(textContent|innerText)\s*=\s*[\"'`]", text)
