"""Teams and their slugs: unique, readable, and never taken from a team that had them."""

import pytest

from app.extensions import db
from app.models.teams.team import MAX_SLUG, FormerSlug, Team, check_slug, is_slug, slugify
from app.models.values import clock
from app.models.values.errors import ValidationError

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Harbour Hall", "harbour-hall"),
        ("  Café & Bühne!  ", "cafe-buhne"),
        ("劇場", ""),
        ("x" * 100, "x" * (MAX_SLUG - 10)),
    ],
)
def test_name_becomes_a_slug(name, slug):
    assert slugify(name) == slug


@pytest.mark.parametrize("slug", ["", "-a", "a--b", "A", "a_b", "ä", "a" * (MAX_SLUG + 1), "login"])
def test_slug_that_is_malformed_or_reserved_is_refused(slug):
    with pytest.raises(ValidationError) as refusal:
        check_slug(slug)
    assert refusal.value.field == "slug"


def test_made_up_slug_avoids_what_is_taken_or_reserved():
    slugs = [Team.create(name=name).slug for name in ("Hall", "Hall", "Login", "劇場")]
    assert slugs[0] == "hall"
    assert [slug[:-6] for slug in slugs[1:]] == ["hall-", "login-", "team-"]
    assert all(is_slug(slug) for slug in slugs)


def test_former_slug_leads_to_the_team_and_stays_its_own():
    team, other = Team.create(name="Hall"), Team.create(name="Barn")
    assert team.change(name="Hall", slug="great-hall", timezone="UTC")
    assert Team.find("hall") is Team.find("great-hall") is team
    with pytest.raises(ValidationError):
        other.change(name="Barn", slug="hall", timezone="UTC")
    team.change(name="Hall", slug="hall", timezone="UTC")
    assert Team.find("hall") is Team.find("great-hall") is team


def test_former_slug_is_looked_for_among_given_teams_only():
    team = Team.create(name="Hall")
    team.change(name="Hall", slug="great-hall", timezone="UTC")
    db.session.commit()
    assert FormerSlug.find_team_id("hall", among=[team.id]) == team.id
    assert FormerSlug.find_team_id("hall", among=[team.id + 1]) is None
    assert FormerSlug.find_team_id("hall", among=[]) is None
    assert FormerSlug.find_team_id("great-hall", among=[team.id]) is None


def test_change_says_whether_events_show_it():
    team = Team.create(name="Hall")
    assert not team.change(name="Hall", slug="hall", timezone="Europe/Rome")
    assert team.change(name="Great Hall", slug="hall", timezone="Europe/Rome")


def test_deleted_team_is_not_found_and_keeps_its_slug():
    Team.create(name="Hall").deleted_at = clock.now()
    assert Team.find("hall") is None
    with pytest.raises(ValidationError):
        check_slug("hall")


def test_reserved_change_numbers_follow_each_other():
    team, other = Team.create(name="Hall"), Team.create(name="Barn")
    assert [team.next_change_seq(), team.next_change_seq(3), team.next_change_seq()] == [1, 2, 5]
    assert other.next_change_seq() == 1
