"""Programmes of the demo's teams."""

from datetime import datetime

import pytest

from app.demo.programme import Programme
from app.models.events.performer import Performer


@pytest.mark.parametrize("slug", ["harbour-hall", "night-owl"])
def test_every_show_is_of_a_kind_that_the_programme_describes(slug):
    programme = Programme.read(slug)
    assert len(programme.shows) == 48
    assert {kind for _title, kind, _summary in programme.shows} == programme.kinds.keys()


@pytest.mark.parametrize("slug", ["harbour-hall", "night-owl"])
def test_performers_are_those_of_shows(slug):
    programme = Programme.read(slug)
    assert programme.performers.keys() <= {title for title, _kind, _summary in programme.shows}


def test_teams_have_the_same_special_events():
    assert (
        Programme.read("harbour-hall").specials.keys()
        == Programme.read("night-owl").specials.keys()
    )


def test_show_lasts_as_long_as_its_kind_and_text_is_escaped():
    programme = Programme(
        place={"venue_name": "Cellar"},
        kinds={
            "talk": {
                "minutes": 90,
                "tags": ["talk"],
                "practical": "Free <entry>.",
                "offer": {"offer_price": "0", "offer_currency": "EUR"},
            }
        },
        shows=[("Salt & Sand", "talk", "On dunes.")],
        specials={"night": ("Long night", "Until five.")},
        performers={"Salt & Sand": ["Ada Sand"]},
    )
    assert programme.show(0, datetime(2026, 5, 1, 20)) == {
        "venue_name": "Cellar",
        "title": "Salt & Sand",
        "summary": "On dunes.",
        "description_html": "<p>On dunes.</p><p>Free &lt;entry&gt;.</p>",
        "start": datetime(2026, 5, 1, 20),
        "end": datetime(2026, 5, 1, 21, 30),
        "tags": ("talk",),
        "performers": (Performer("Ada Sand"),),
        "offer_price": "0",
        "offer_currency": "EUR",
    }
    assert programme.special("night")["title"] == "Long night"
