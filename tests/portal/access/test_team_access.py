"""Access to a team: 404 for non-members, 403 for members without the role."""

import pytest
from werkzeug.exceptions import Forbidden, HTTPException, NotFound

from app.extensions import db
from app.models.teams.membership import Role
from app.portal.access import team_access
from app.web import signed_in
from tests.support.factories import join, make_event, make_team, make_user


@pytest.fixture
def team(app):
    """A team with owners Ana and Ben, in a request of a viewer of it."""
    with app.test_request_context("/teams/back-room/events?q=a%20b"):
        team = make_team(make_user(name="Ana"), name="Back Room")
        join(team, make_user(name="Ben"), Role.OWNER)
        viewer = make_user()
        join(team, viewer, Role.VIEWER)
        db.session.commit()
        signed_in.start_session(viewer)
        yield team


def test_viewer_is_a_member_and_learns_whom_to_ask(team):
    assert team_access.require_member("back-room").role == Role.VIEWER
    with pytest.raises(Forbidden) as refusal:
        team_access.require_editor("back-room")
    assert refusal.value.description == (
        "This is for editors and owners of Back Room. Ask Ana, Ben."
    )
    with pytest.raises(Forbidden, match=r"This is for owners of Back Room\."):
        team_access.require_owner("back-room")


def test_non_member_and_unknown_team_answer_alike(team):
    make_team(slug="green-room")

    for slug in ("green-room", "no-such-team"):
        with pytest.raises(NotFound):
            team_access.require_member(slug)


def test_former_slug_redirects_with_the_query_as_received(app, team):
    team.change(name="Back Room", slug="front-room", timezone="UTC")
    with pytest.raises(HTTPException) as redirect:
        team_access.require_member("back-room")

    assert redirect.value.get_response().location == "/teams/front-room/events?q=a%20b"


def test_event_of_another_team_is_not_found(team):
    event = make_event(team, status="draft")
    assert team_access.find_event(team, event.slug) == event

    with pytest.raises(NotFound):
        team_access.find_event(make_team(), event.slug)
