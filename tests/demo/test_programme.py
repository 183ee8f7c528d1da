"""Programmes of the demo's teams."""

from datetime import datetime

import pytest

from app.demo.programme import Programme


@pytest.mark.parametrize("slug", ["harbour-hall", "night-owl"])
def test_every_show_is_of_a_kind_that_the_programme_describes(slug):
    programme = Programme.read(slug)
    assert len(programme.shows) == 48
    assert {kind for _title, kind, _summary in programme.shows} == programme.kinds.keys()


def test_teams_have_the_same_special_events():
    assert (
        Programme.read("harbour-hall").specials.keys()
        == Programme.read("night-owl").specials.keys()
    )


def test_show_lasts_as_long_as_its_kind_and_text_is_escaped():
    programme = Programme(
        place={"venue_name": "Cellar"},
        kinds={"talk": {"minutes": 90, "tags": ["talk"], "practical": "Free <entry>."}},
        shows=[("Salt & Sand", "talk", "On dunes.")],
        specials={"night": ("Long night", "Until five.")},
    )
    assert programme.show(0, datetime(2026, 5, 1, 20)) == {
        "venue_name": "Cellar",
        "title": "Salt & Sand",
        "summary": "On dunes.",
        "description_html": "<p>On dunes.</p><p>Free &lt;entry&gt;.</p>",
        "start": datetime(2026, 5, 1, 20),
        "end": datetime(2026, 5, 1, 21, 30),
        "tags": ("talk",),
    }
    assert programme.special("night")["title"] == "Long night"
