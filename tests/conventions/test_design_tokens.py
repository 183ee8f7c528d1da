"""The colours of settings.css: readable in both themes."""

import re
from pathlib import Path

import pytest

SETTINGS = Path(__file__).parents[2] / "static" / "css" / "settings.css"

# WCAG 2.2: 4.5 for text (1.4.3), 3 for outlines, marks and bars (1.4.11).
TEXT = 4.5
MARK = 3.0
PAIRS = (
    ("text", "bg", TEXT),
    ("text", "surface", TEXT),
    ("text", "surface-2", TEXT),
    ("text", "success-soft", TEXT),
    ("text", "warning-soft", TEXT),
    ("text", "danger-soft", TEXT),
    ("text", "accent-soft", TEXT),
    ("text-2", "bg", TEXT),
    ("text-2", "surface", TEXT),
    ("text-2", "surface-2", TEXT),
    ("text-2", "seg", TEXT),
    ("text-3", "bg", TEXT),
    ("text-3", "surface", TEXT),
    ("text-3", "surface-2", TEXT),
    ("accent-text", "bg", TEXT),
    ("accent-text", "surface", TEXT),
    ("accent-text", "accent-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("success", "surface", TEXT),
    ("success", "success-soft", TEXT),
    ("warning", "warning-soft", TEXT),
    ("danger", "surface", TEXT),
    ("danger", "danger-soft", TEXT),
    ("on-danger", "danger-solid", TEXT),
    ("on-danger", "danger-solid-hover", TEXT),
    *((f"code-{kind}", "surface-2", TEXT) for kind in ("name", "keyword", "string")),
    *((f"code-{kind}", "surface-2", TEXT) for kind in ("number", "comment")),
    ("field", "bg", MARK),
    ("field", "surface", MARK),
    ("focus", "bg", MARK),
    ("focus", "surface", MARK),
    ("accent", "surface", MARK),
    ("chart-ok", "surface", MARK),
    ("chart-4xx", "surface", MARK),
    ("chart-5xx", "surface", MARK),
)
TILES = tuple(f"tile-{number}" for number in range(1, 9))


COLOUR = r"#[0-9a-f]{6}"
# Both themes in one declaration, or one colour for both.
DECLARED = re.compile(rf"--([\w-]+): (?:light-dark\(({COLOUR}), ({COLOUR})\)|({COLOUR}));")


def colours_of(theme):
    """The colours of "light" or "dark", by name without the dashes."""
    which = 0 if theme == "light" else 1
    return {
        name: shared or pair[which]
        for name, *pair, shared in DECLARED.findall(SETTINGS.read_text())
    }


THEMES = {theme: colours_of(theme) for theme in ("light", "dark")}


def luminance(colour):
    """Relative luminance of ``#rrggbb`` (WCAG 2.2, definitions)."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Contrast ratio of two colours, from 1 to 21 (WCAG 2.2, definitions)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "back", "floor"), PAIRS)
def test_pair_is_readable(theme, front, back, floor):
    colours = THEMES[theme]

    assert contrast(colours[front], colours[back]) >= floor


@pytest.mark.parametrize("tile", TILES)
def test_letters_on_a_tile_are_readable(tile):
    assert contrast(THEMES["light"]["on-tile"], THEMES["light"][tile]) >= TEXT


def test_every_colour_is_read():
    names = re.findall(rf"--([\w-]+):[^;]*?{COLOUR}", SETTINGS.read_text())

    assert names == list(THEMES["dark"])


def test_reader_s_choice_of_a_theme_is_a_color_scheme():
    rules = re.findall(r'\[data-theme="(\w+)"\] {\s*color-scheme: (\w+);\s*}', SETTINGS.read_text())

    assert rules == [("light", "light"), ("dark", "dark")]


def test_contrast_of_black_on_white_is_known():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
