"""The colours of settings.css: readable in both themes, and equal in both dark blocks."""

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


def declarations(block):
    """The custom properties of one rule, by name without the dashes."""
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def rule(selector):
    """The declarations of the one rule with this selector."""
    found = re.search(rf"^ *{re.escape(selector)} {{([^}}]*)}}", SETTINGS.read_text(), re.M)
    return declarations(found.group(1))


SHARED = rule(":root")
THEMES = {
    "light": rule('[data-theme="light"]'),
    "dark": rule('[data-theme="dark"]'),
}


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
    assert contrast(SHARED["on-tile"], SHARED[tile]) >= TEXT


def test_dark_by_system_is_dark_by_choice():
    assert rule(':root:not([data-theme="light"])') == THEMES["dark"]


def test_both_themes_name_the_same_colours():
    assert THEMES["light"].keys() == THEMES["dark"].keys()


def test_contrast_of_black_on_white_is_known():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
