"""Colours that other sites choose."""

import re

import pytest

from app.portal.events.other_sites import frame_colours
from app.portal.events.other_sites.frame_colours import CONTRAST, DARK, LIGHT


@pytest.mark.parametrize("accent", ["000000", "ffffff", "ffff00", "0000ff", "808080", "0b7285"])
def test_every_colour_can_be_read_in_both_themes(accent):
    names = re.findall("#([0-9a-f]{6})", frame_colours.stylesheet(accent))
    colours = [tuple(float(int(name[n : n + 2], 16)) for n in (0, 2, 4)) for name in names]

    for colour, ground in zip(colours, (LIGHT, DARK), strict=True):
        assert frame_colours.contrast(colour, ground) >= CONTRAST


def test_readable_colour_stays_as_it_is():
    assert "#0b7285, " in frame_colours.stylesheet("0b7285")
