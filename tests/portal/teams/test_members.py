"""Members of a team: roles, removing, leaving; how they are invited is in test_invitations.py."""

import pytest

from app.extensions import db
from app.models.grants.membership_changes import change_role
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from tests.support.factories import join, make_client, make_grant, make_team, make_user
from tests.support.forms import find_form, submit
from tests.support.people import sign_in
from tests.support.settings import make_settings

MEMBERS = "/teams/harbour-hall/members"


@pytest.fixture
def people(app) -> dict[str, str]:
    """The public ids of ana (owner), ed (editor), vera (viewer) and sam (no member)."""
    with app.app_context():
        ana, ed, vera, sam = (
            make_user(f"{name}@example.org", name=name.title())
            for name in ("ana", "ed", "vera", "sam")
        )
        team = make_team(ana, name="Harbour Hall", slug="harbour-hall")
        join(team, ed, Role.EDITOR)
        join(team, vera, Role.VIEWER)
        db.session.commit()
        return {one.name.lower(): one.public_id for one in (ana, ed, vera, sam)}


def roles(app) -> dict[str, str]:
    with app.app_context():
        return {m.user.name.lower(): m.role for m in Membership.list_of(Team.find("harbour-hall"))}


def test_member_is_not_added_twice(app, client, people):
    sign_in(client, "ana@example.org")

    answer = submit(client, MEMBERS, "Add", email="Ed@example.org", role="owner")

    assert answer.status_code == 422
    assert "a member already" in answer.text
    assert roles(app)["ed"] == "editor"
    assert app.extensions["mail_outbox"] == []


@pytest.mark.parametrize("who", ["ed", "vera"])
def test_nobody_but_an_owner_manages_members(app, client, people, who):
    """No member raises their own role, adds anybody or removes somebody else."""
    sign_in(client, f"{who}@example.org")
    token = find_form(client.get(MEMBERS).text, "Leave").fields["csrf_token"][0]
    before = roles(app)

    tries = [
        (MEMBERS, {"email": "sam@example.org", "role": "owner"}),
        (f"{MEMBERS}/{people[who]}/role", {"role": "owner"}),
        (f"{MEMBERS}/{people['ana']}/role", {"role": "viewer"}),
        (f"{MEMBERS}/{people['ana']}/remove", {}),
        ("/teams/harbour-hall/invitations/1/withdraw", {}),
    ]
    statuses = [
        client.post(path, data={"csrf_token": token, **data}).status_code for path, data in tries
    ]

    assert statuses == [403] * len(tries)
    assert roles(app) == before


def test_last_owner_stays_and_reads_why(app, client, people):
    sign_in(client, "ana@example.org")
    token = find_form(client.get(MEMBERS).text, "Leave").fields["csrf_token"][0]

    for path, data in (
        (f"{MEMBERS}/{people['ana']}/remove", {}),
        (f"{MEMBERS}/{people['ana']}/role", {"role": "editor"}),
    ):
        answer = client.post(path, data={"csrf_token": token, **data}, follow_redirects=True)
        assert "A team needs an owner" in answer.text

    assert roles(app)["ana"] == "owner"


def test_removed_member_loses_the_team_and_what_they_allowed(app, client, people):
    with app.app_context():
        team = Team.find("harbour-hall")
        ed = next(m for m in Membership.list_of(team) if m.user.name == "Ed")
        change_role(ed, Role.OWNER)
        made, _secret = make_client()
        grant = make_grant(made, ed.user, team)
        db.session.commit()
        grant_id = grant.id
    sign_in(client, "ana@example.org")

    submit(client, MEMBERS, "Remove Ed")

    assert "ed" not in roles(app)
    with app.app_context():
        status = db.session.execute(
            db.text('SELECT status FROM "grant" WHERE id = :id'), {"id": grant_id}
        ).scalar()
        ended = db.session.scalars(db.select(Membership).where(Membership.ended_at.is_not(None)))
        assert (status, len(ended.all())) == ("orphaned", 1)


def test_member_leaves_by_themself(app, client, people):
    sign_in(client, "vera@example.org")

    answer = submit(client, MEMBERS, "Leave")

    assert answer.location == "/teams"
    assert "vera" not in roles(app)
    assert client.get("/teams/harbour-hall").status_code == 404


def test_role_changes_in_the_members_own_row(app, client, people):
    sign_in(client, "ana@example.org")

    submit(client, MEMBERS, "Change role Vera", role="editor")

    assert roles(app)["vera"] == "editor"


def test_lesser_role_of_an_owner_asks_first_with_what_ends(app, client, people):
    with app.app_context():
        ed = next(m for m in Membership.list_of(Team.find("harbour-hall")) if m.user.name == "Ed")
        change_role(ed, Role.OWNER)
        db.session.commit()
    sign_in(client, "ana@example.org")
    question = f"{MEMBERS}/{people['ed']}/role"
    assert f'href="{question}"' in client.get(MEMBERS).text

    text = client.get(question).text
    assert "Apps that Ed connected lose the team" in text
    assert roles(app)["ed"] == "owner"
    submit(client, question, "Change role", role="viewer")

    assert roles(app)["ed"] == "viewer"
    assert client.get(question).location == MEMBERS


def test_role_that_does_not_exist_is_refused(app, client, people):
    sign_in(client, "ana@example.org")

    answer = submit(client, MEMBERS, "Change role Vera", role="admin")

    assert answer.status_code == 400
    assert roles(app)["vera"] == "viewer"


class TestWithLimits:
    """Adding people while limits are on."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return make_settings(
            database_url=database_url,
            stagedoor_home=tmp_path,
            rate_limits=True,
            rate_limit_invite="2 per hour",
        )

    def test_adding_people_has_a_limit(self, client, people):
        sign_in(client, "ana@example.org")

        answers = [
            submit(client, MEMBERS, "Add", email=f"new{number}@example.org", role="viewer")
            for number in range(3)
        ]

        assert [answer.status_code for answer in answers] == [302, 302, 429]
