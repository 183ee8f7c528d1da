"""Fixtures for tests of commands."""

import pytest

from app.extensions import db
from tests.support.factories import make_team, make_user


@pytest.fixture
def run(app):
    """A function that runs a command and returns its result."""
    return lambda *words: app.test_cli_runner().invoke(args=words)


@pytest.fixture
def hall(app):
    """A team harbour-hall of ana@example.org."""
    with app.app_context():
        make_team(make_user("ana@example.org"), name="Harbour Hall", slug="harbour-hall")
        db.session.commit()
