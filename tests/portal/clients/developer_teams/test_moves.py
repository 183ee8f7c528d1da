"""Apps change hands between people and developer teams: at once, or by an offer."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_quota import MAX_CLIENTS_PER_OWNER
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import DeveloperRole
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from tests.support.client_pages import make
from tests.support.factories import join_developers, make_client, make_developer_team, make_user
from tests.support.forms import submit
from tests.support.mails import link_to, sent_to
from tests.support.people import sign_in

ADA, BEN, EVA, VIK = "ada@example.org", "ben@example.org", "eva@example.org", "vik@example.org"


@pytest.fixture
def world(app, client):
    """Ids of Ada's app and of her team, and of Ben's team; Ada is signed in."""

    def build():
        ada, ben = make_user(ADA, name="Ada Lind"), make_user(BEN, name="Ben Roth")
        made, _secret = make_client(ada, name="Poster Board")
        made.review()
        own, other = (make_developer_team(user, name=f"{user.name} Labs") for user in (ada, ben))
        join_developers(own, ben, DeveloperRole.DEVELOPER)
        return made.client_id, own.public_id, other.public_id

    ids = make(app, build)
    sign_in(client, ADA)
    return ids


def owner_of(app, client_id):
    with app.app_context():
        found = Client.find(client_id)
        return found.makers_name, found.is_reviewed


def move(client, client_id, owner):
    form = {"owner": owner, "typed": "Poster Board"}
    return submit(client, f"/developer/apps/{client_id}/transfer", "Move", **form)


@pytest.mark.both_databases
def test_app_moves_at_once_to_ones_team_and_back_and_loses_its_review(app, client, world):
    client_id, own, _other = world
    assert move(client, client_id, own).location == f"/developer/apps/{client_id}"
    assert owner_of(app, client_id) == ("Ada Lind Labs", False)
    assert move(client, client_id, "").status_code == 302
    assert owner_of(app, client_id) == ("Ada Lind", False)
    assert sent_to(app, BEN) == ["Poster Board belongs to Ada Lind now"]


def test_app_moves_to_no_team_of_others_nor_to_a_full_one(app, client, world):
    client_id, own, other = world
    page = f"/developer/apps/{client_id}/transfer"
    assert other not in client.get(page).text

    def fill():
        team = DeveloperTeam.find(own)
        for number in range(MAX_CLIENTS_PER_OWNER):
            make_client(team, name=f"App {number}")

    make(app, fill)
    assert move(client, client_id, own).status_code == 422
    assert owner_of(app, client_id) == ("Ada Lind", True)


@pytest.mark.both_databases
def test_offer_of_a_teams_app_is_accepted_for_another_team(app, client, world):
    client_id, own, other = world
    move(client, client_id, own)
    form = {"email": BEN, "typed": "Poster Board"}
    page = f"/developer/apps/{client_id}/transfer"
    assert submit(client, page, "Offer", **form).status_code == 302
    ben = app.test_client()
    sign_in(ben, BEN)
    link = link_to(app, BEN)
    # He is a developer of Ada's team, and may not bring apps there.
    assert f'value="{own}"' not in ben.get(link).text
    assert submit(ben, link, "Accept", owner=other).status_code == 302
    assert owner_of(app, client_id) == ("Ben Roth Labs", False)
    assert client.get(f"/developer/apps/{client_id}").status_code == 404


def test_offer_ends_when_its_sender_is_no_admin_any_more(app, client, world):
    client_id, own, _other = world
    move(client, client_id, own)
    form = {"email": BEN, "typed": "Poster Board"}
    submit(client, f"/developer/apps/{client_id}/transfer", "Offer", **form)

    def demote():
        team = DeveloperTeam.find(own)
        ada, ben = User.find_by_email(ADA), User.find_by_email(BEN)
        DeveloperMembership.find(team, ben).change_role(DeveloperRole.ADMIN)
        DeveloperMembership.find(team, ada).change_role(DeveloperRole.VIEWER)
        db.session.flush()

    make(app, demote)
    ben = app.test_client()
    sign_in(ben, BEN)
    assert ben.get(link_to(app, BEN)).status_code == 404


def test_all_people_of_the_former_team_are_told_when_an_offer_is_accepted(app, client, world):
    client_id, own, other = world
    move(client, client_id, own)

    def join():
        team = DeveloperTeam.find(own)
        for email, role in ((EVA, DeveloperRole.ADMIN), (VIK, DeveloperRole.VIEWER)):
            join_developers(team, make_user(email), role)

    make(app, join)
    form = {"email": BEN, "typed": "Poster Board"}
    submit(client, f"/developer/apps/{client_id}/transfer", "Offer", **form)
    ben = app.test_client()
    sign_in(ben, BEN)
    submit(ben, link_to(app, BEN), "Accept", owner=other)
    told = ["Poster Board belongs to Ben Roth Labs now"]
    assert [sent_to(app, email)[-1:] for email in (ADA, EVA, VIK)] == [told, told, []]
    assert told[0] not in sent_to(app, BEN)
