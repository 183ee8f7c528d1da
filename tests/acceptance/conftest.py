"""The people of the acceptance cases: org (team acme), two (acme and beta), none (no team)."""

import pytest

from app.extensions import db
from app.models.teams.membership import Role
from tests.support import factories
from tests.support.people import sign_in


@pytest.fixture
def teams(app):
    """The public ids of acme and beta by slug; each has one event, named after it."""
    with app.app_context():
        org, two = (factories.make_user(f"{name}@example.org") for name in ("org", "two"))
        acme = factories.make_team(org, name="Acme", slug="acme")
        beta = factories.make_team(two, name="Beta", slug="beta")
        factories.join(acme, two, Role.OWNER)
        for team in (acme, beta):
            factories.make_event(team, f"{team.name} night")
        db.session.commit()
        return {team.slug: team.public_id for team in (acme, beta)}


@pytest.fixture
def org(app, teams):
    """The browser of an owner of acme."""
    return _browser_of(app, "org@example.org")


@pytest.fixture
def two(app, teams):
    """The browser of an owner of acme and beta."""
    return _browser_of(app, "two@example.org")


@pytest.fixture
def visitor(app):
    """The browser of a user without a team."""
    with app.app_context():
        factories.make_user("none@example.org")
        db.session.commit()
    return _browser_of(app, "none@example.org")


@pytest.fixture
def machine(app):
    """A program that calls us; it has no cookies of a person."""
    return app.test_client()


def _browser_of(app, email):
    browser = app.test_client()
    sign_in(browser, email)
    return browser
