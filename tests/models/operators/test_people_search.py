"""Operators find every account and team, but no deleted ones."""

import pytest

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.operators import people_search
from app.models.operators.people_search import Belongings, TeamSize
from app.models.trials import sandbox
from tests.support.factories import join, make_client, make_grant, make_team, make_user

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, ["Cleo", "Ben", "Ana"]),
        ({"query": " AN "}, ["Ana"]),
        ({"query": "b%"}, []),
        ({"query": "ben@"}, ["Ben"]),
        ({"state": "operator"}, ["Ben"]),
        ({"state": "disabled"}, ["Cleo"]),
    ],
    ids=["all", "name in any case", "percent sign", "address", "operators", "disabled"],
)
def test_people_are_found(filters, names):
    make_user("ana@example.org", name="Ana")
    make_user("ben@example.org", name="Ben", is_operator=True)
    make_user("cleo@example.org", name="Cleo").disable()
    make_user("dora@example.org").forget()
    db.session.flush()
    assert [user.name for user in people_search.list_people(**filters).rows] == names


def test_person_is_found_by_public_id_until_deleted():
    user = make_user()
    assert people_search.find_person(user.public_id) is user
    user.forget()
    assert people_search.find_person(user.public_id) is None
    assert people_search.find_person("nothing") is None


def test_teams_are_found_by_name_and_slug_without_sandboxes():
    owner = make_user()
    hall = make_team(owner, name="Harbour Hall", slug="harbour")
    barn = make_team(owner, name="The Barn", slug="barn")
    sandbox.open_for(owner)
    assert people_search.list_teams().rows == [barn, hall]
    assert people_search.list_teams(query="hall").rows == [hall]


@pytest.mark.both_databases
def test_counts_leave_out_what_has_ended():
    owner, member = make_user(), make_user()
    team, other = make_team(owner), make_team(owner)
    join(team, member)
    join(other, member).ended_at = 1
    client, _secret = make_client(owner)
    deleted, _secret = make_client(owner)
    deleted.delete()
    make_grant(client, owner, team)
    make_grant(client, owner, other).revoke()
    db.session.flush()
    assert people_search.count_belongings([owner, member]) == {
        owner.id: Belongings(teams=2, apps=1),
        member.id: Belongings(teams=1, apps=0),
    }
    assert people_search.count_sizes([team, other]) == {
        team.id: TeamSize(members=2, apps=1),
        other.id: TeamSize(members=1, apps=0),
    }
    assert people_search.count_sizes([]) == {}


def test_last_sign_in_and_sessions_are_those_of_the_person(clock):
    user, other = make_user(), make_user()
    assert people_search.last_sign_in(user) is None
    BrowserSession.start(user)
    clock.advance(60)
    BrowserSession.start(other)
    assert people_search.last_sign_in(user) == clock.now() - 60
    assert people_search.count_sessions(user) == 1
