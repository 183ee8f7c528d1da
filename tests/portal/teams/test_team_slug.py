"""Slugs in URLs: no path of ours can be a team's slug."""

import pytest
from werkzeug.exceptions import HTTPException

from app.models.teams.team import RESERVED_SLUGS, is_slug


@pytest.fixture
def endpoint(app):
    """A function from a path to its endpoint; None when no route matches."""

    def endpoint(path):
        try:
            return app.url_map.bind("localhost").match(path)[0]
        except HTTPException:
            return None

    return endpoint


@pytest.mark.parametrize("slug", ["acme", "acme-2", "2", "a-b-c"])
def test_slug_is_lower_case_words_with_hyphens(endpoint, slug):
    assert endpoint(f"/{slug}/spring-night") == "portal.show_event"


@pytest.mark.parametrize("slug", ["Acme", "-acme", "acme-", "a--b", "a_b", "acme\n"])
def test_other_text_is_no_slug(endpoint, slug):
    assert endpoint(f"/{slug}/spring-night") != "portal.show_event"


def test_reserved_slugs_never_name_a_team(endpoint):
    assert RESERVED_SLUGS
    taken = {slug for slug in RESERVED_SLUGS if endpoint(f"/{slug}/x") == "portal.show_event"}
    assert taken == set()


def test_every_first_segment_in_use_is_reserved(app):
    segments = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    slugs = {name for name in segments if is_slug(name)}
    assert slugs - RESERVED_SLUGS == set()


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_page_of_a_team_takes_no_address_of_ours(endpoint, slug):
    assert endpoint(f"/{slug}") != "portal.show_public_team"


def test_page_of_a_team_is_its_slug(endpoint):
    assert endpoint("/acme") == "portal.show_public_team"
    assert endpoint("/acme/embed") == "portal.show_embed"
