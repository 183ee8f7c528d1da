"""Members of a team: adding, roles, removing, leaving."""

import pytest

from app.extensions import db
from app.models.grants.membership_changes import change_role, end_membership
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


def outbox(app) -> list:
    return app.extensions["mail_outbox"]


def test_person_with_an_account_is_a_member_at_once(app, client, people):
    sign_in(client, "ana@example.org")

    submit(client, MEMBERS, "Add", email="Sam@Example.org", role="viewer")

    assert roles(app)["sam"] == "viewer"
    assert outbox(app) == []


def test_adding_answers_the_same_for_every_address(client, people):
    """Neither status nor words nor where it leads tell whether there is an account."""
    sign_in(client, "ana@example.org")
    answers = []
    for email in ("sam@example.org", "new@example.org"):
        answer = submit(client, MEMBERS, "Add", email=email, role="viewer")
        flash = client.get(MEMBERS).text.split('class="flashes"')[1].split("</main>")[0]
        said = flash.split("</div>")[1] if "</p>" not in flash else flash.split("</p>")[0]
        answers.append((answer.status_code, answer.location, said.replace(email, "X")))

    assert answers[0] == answers[1]


def test_person_without_an_account_joins_by_the_mailed_link(app, client, people):
    sign_in(client, "ana@example.org")
    submit(client, MEMBERS, "Add", email="new@example.org", role="editor")
    assert "new@example.org" in client.get(MEMBERS).text
    [mail] = outbox(app)
    link = next(word for word in mail.body.split() if "/invite/" in word)
    path = link.removeprefix("http://localhost")

    newcomer = app.test_client()
    assert newcomer.get(path).status_code == 302
    with app.app_context():
        make_user("new@example.org", name="New")
        db.session.commit()
    sign_in(newcomer, "new@example.org")
    answer = submit(newcomer, path, "Join")

    assert answer.location == "/teams/harbour-hall"
    assert roles(app)["new"] == "editor"
    assert newcomer.get(path).status_code == 404
    assert mail.to == "new@example.org"


def test_withdrawn_invitation_opens_nothing(app, client, people):
    sign_in(client, "ana@example.org")
    submit(client, MEMBERS, "Add", email="new@example.org", role="editor")
    submit(client, MEMBERS, "Withdraw")
    path = next(w for w in outbox(app)[0].body.split() if "/invite/" in w)[
        len("http://localhost") :
    ]

    sign_in(visitor := app.test_client(), "sam@example.org")

    assert visitor.get(path).status_code == 404
    assert "sam" not in roles(app)


def test_invitation_falls_with_the_owner_who_sent_it(app, client, people):
    sign_in(client, "ana@example.org")
    submit(client, MEMBERS, "Add", email="new@example.org", role="owner")
    path = next(w for w in outbox(app)[0].body.split() if "/invite/" in w)[
        len("http://localhost") :
    ]
    with app.app_context():
        team = Team.find("harbour-hall")
        by_name = {m.user.name: m for m in Membership.list_of(team)}
        change_role(by_name["Ed"], Role.OWNER)
        end_membership(by_name["Ana"])
        db.session.commit()

    sign_in(visitor := app.test_client(), "sam@example.org")

    assert visitor.get(path).status_code == 404


def test_member_is_not_added_twice(app, client, people):
    sign_in(client, "ana@example.org")

    answer = submit(client, MEMBERS, "Add", email="ed@example.org", role="owner")

    assert answer.status_code == 422
    assert roles(app)["ed"] == "editor"


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
