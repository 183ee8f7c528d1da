"""House rules of styles and scripts: one layer a file, values from settings, no words in code."""

import re
from functools import cache

from tests.conventions.source import PROJECT, offenders, read

CSS = PROJECT / "static" / "css"
STYLES = sorted(CSS.rglob("*.css"))
STYLES_BUT_SETTINGS = [path for path in STYLES if path.name != "settings.css"]
SCRIPTS = sorted((PROJECT / "static" / "js").glob("*.js"))

LAYERS = {
    "reset.css": "reset",
    "base.css": "base",
    "controls.css": "base",
    "layout.css": "layout",
    "utilities.css": "utilities",
}
ORDER_OF_LAYERS = "@layer reset, base, layout, components, utilities;"
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
SAYING = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|eval|alert)\b"
    r"|(textContent|innerText)\s*=\s*[\"'`]"
)


@cache
def without_comments(path):
    return re.sub(r"/\*.*?\*/", "", read(path), flags=re.S)


def test_main_stylesheet_imports_every_other_once():
    imported = re.findall(r'@import url\("([^"]+)"\)', (CSS / "main.css").read_text())
    others = [path.relative_to(CSS).as_posix() for path in STYLES if path.name != "main.css"]

    assert sorted(imported) == sorted(others)


def test_main_script_imports_every_other_once():
    main = PROJECT / "static" / "js" / "main.js"
    imported = re.findall(r'import "\./([^"]+)"', main.read_text())

    assert sorted(imported) == sorted(path.name for path in SCRIPTS if path != main)


def test_component_names_no_other_file():
    # All stylesheets are served as one, in css/: an address relative to css/components would miss.
    assert offenders((CSS / "components").iterdir(), lambda path: "url(" in read(path)) == {}


def test_stylesheet_takes_colours_from_settings():
    def colours(path):
        return [found[0] for found in COLOUR.finditer(without_comments(path))]

    assert offenders(STYLES_BUT_SETTINGS, colours) == {}


def test_stylesheet_takes_sizes_from_settings():
    def sizes(path):
        # Media queries cannot read custom properties, so breakpoints stand there as they are.
        rules = re.sub(r"@media[^{]*", "", without_comments(path))
        pixels = set(re.findall(r"-?\b[\d.]+px\b", rules)) - HAIRLINES
        return pixels | set(re.findall(r"\b[\d.]+rem\b", rules))

    assert offenders(STYLES_BUT_SETTINGS, sizes) == {}


def test_stylesheet_uses_logical_properties():
    def physical(path):
        text = without_comments(path)
        found = [*PHYSICAL.finditer(text), *PHYSICAL_VALUE.finditer(text)]
        return [match[0].strip() for match in found]

    assert offenders(STYLES, physical) == {}


def test_stylesheet_reads_only_names_that_exist():
    known = {name for style in STYLES for name in re.findall(r"(--[\w-]+)\s*:", read(style))}

    def unknown(path):
        return set(re.findall(r"var\((--[\w-]+)", read(path))) - known

    assert offenders(STYLES, unknown) == {}


def test_stylesheet_stays_in_its_layer():
    def is_outside(path):
        layer = layer_of(path)
        rules = rf"\s*@layer {layer} {{.*}}\s*"
        return not re.fullmatch(rules, without_comments(path), re.S) and layer

    assert ORDER_OF_LAYERS in without_comments(CSS / "main.css")
    others = [path for path in STYLES_BUT_SETTINGS if path.name != "main.css"]
    assert offenders(others, is_outside) == {}


def layer_of(path):
    """The layer a file's rules belong in; a component's is the components layer."""
    return "components" if path.parent.name == "components" else LAYERS[path.name]


def test_script_is_small():
    assert offenders(SCRIPTS, lambda path: len(read(path).splitlines()) >= 60) == {}


def test_script_begins_with_what_it_does():
    assert offenders(SCRIPTS, lambda path: not read(path).startswith("// ")) == {}


def test_script_says_nothing_itself():
    def words_and_markup(path):
        return [found[0] for found in SAYING.finditer(read(path))]

    assert offenders(SCRIPTS, words_and_markup) == {}
