"""The teams of a consent page: which are offered, match a search, or are chosen."""

import pytest
from werkzeug.datastructures import MultiDict

from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.oauth.authorization import consent_teams
from app.oauth.authorization.consent_teams import Look, TeamChoice


def member(name, role=Role.OWNER):
    """A membership that is not stored."""
    slug = name.lower()
    return Membership(team=Team(name=name, slug=slug, public_id=f"tem_{slug}"), role=role)


HALL, PIER, YARD = member("Hall"), member("Pier"), member("Yard", Role.EDITOR)
CHOICE = TeamChoice((HALL, PIER), (YARD,), needed=True)


def test_look_survives_the_address():
    look = Look.read(MultiDict({"q": " pier ", "chosen": "hall hall", "teams": "all"}))
    assert look == Look("pier", ("hall",), True)
    assert Look.read(MultiDict(look.parameters())) == look
    assert Look().parameters() == {}


def test_search_matches_names_and_puts_chosen_teams_first():
    assert consent_teams.matching(CHOICE, "PIE", []) == [PIER]
    assert consent_teams.matching(CHOICE, "pie", ["hall"]) == [HALL, PIER]
    assert consent_teams.matching(CHOICE, "", ["pier"]) == [HALL, PIER, YARD]


@pytest.mark.parametrize(
    ("offered", "slugs", "expected"),
    [
        pytest.param(["tem_hall"], ["hall"], [HALL.team], id="offered"),
        pytest.param(["tem_hall"], ["pier"], None, id="not-offered"),
        pytest.param(["tem_yard"], ["yard"], None, id="not-an-owner"),
        pytest.param(["tem_hall", "tem_pier"], ["hall", "pier"], None, id="more-than-one"),
        pytest.param(["tem_hall"], ["hall", "hall"], [HALL.team], id="repeated"),
    ],
)
def test_chosen_teams_are_all_accepted_or_all_refused(offered, slugs, expected):
    assert consent_teams.chosen_teams(CHOICE, offered, slugs) == expected


def test_request_without_teams_needs_no_choice():
    choice = TeamChoice((), (), needed=False)
    assert choice.is_possible
    assert consent_teams.chosen_teams(choice, [], []) == []
    assert not TeamChoice((), (YARD,), needed=True).is_possible
