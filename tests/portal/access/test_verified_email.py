"""Acts that wait until the person has confirmed their address."""

import pytest

from app.portal.access.verified_email import needs_verified_email
from app.web import signed_in
from tests.support.factories import make_user
from tests.support.settings import make_settings


@pytest.fixture
def settings(database_url, tmp_path):
    """An installation that demands it."""
    return make_settings(
        require_verified_email=True, database_url=database_url, stagedoor_home=tmp_path
    )


@needs_verified_email
def act():
    """Say that it ran."""
    return "done"


def test_act_waits_for_the_confirmed_address(app):
    with app.test_request_context("/developer/apps/new"):
        person = make_user()
        person.verified_at = None
        signed_in.start_session(person)
        assert act().location == "/account/verify?next=/developer/apps/new"
        person.verify()
        assert act() == "done"
