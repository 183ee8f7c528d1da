"""Mails about private feed links: owners hear of new ones, makers of revoked ones."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.teams.membership import Role
from app.models.teams.team import Team
from tests.support import factories
from tests.support.forms import submit
from tests.support.mails import sent_to
from tests.support.people import sign_in
from tests.support.private_links import make_link

NEW = "New private link to the events of Harbour Hall"
REVOKED = "A private link to the events of Harbour Hall is revoked"
FEEDS = "/teams/harbour-hall/feeds"


@pytest.fixture
def bea(app, hall):
    """The address of a second owner."""
    with app.app_context():
        second = factories.make_user("bea@example.org")
        factories.join(Team.find("harbour-hall"), second, Role.OWNER)
        db.session.commit()
        return second.email


def test_every_owner_hears_of_a_link_that_a_member_creates(app, editor, bea):
    submit(editor, f"{FEEDS}/new", "Create link", name="Website")
    assert sent_to(app, "ana@example.org") == sent_to(app, bea) == [NEW]
    assert sent_to(app, "ed@example.org") == []


def test_owner_hears_nothing_of_their_own_link(app, client, bea):
    sign_in(client, "ana@example.org")
    submit(client, f"{FEEDS}/new", "Create link", name="Website")
    assert (sent_to(app, "ana@example.org"), sent_to(app, bea)) == ([], [NEW])


@pytest.mark.both_databases
def test_every_owner_hears_of_a_link_that_an_app_creates_but_once(app, client, bea):
    with app.app_context():
        ana = User.find_by_email("ana@example.org")
        team = Team.find("harbour-hall")
        grant = factories.make_grant(factories.make_client(name="Desk")[0], ana, team)
        token, _refresh = factories.make_tokens(grant)
        db.session.commit()
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k"}
    for _try in range(2):
        answer = client.post(
            "/api/v1/organizer/harbour-hall/feeds", json={"name": "Board"}, headers=headers
        )
        assert answer.status_code == 201
    assert sent_to(app, "ana@example.org") == sent_to(app, bea) == [NEW]


def test_refused_link_is_no_news(app, client, bea):
    sign_in(client, "ana@example.org")
    submit(client, f"{FEEDS}/new", "Create link", name="")
    assert sent_to(app, bea) == []


@pytest.mark.parametrize(("by", "subjects"), [("ana", [REVOKED]), ("ed", [])])
def test_maker_hears_that_another_member_revoked_it(by, subjects, app, client, hall):
    with app.app_context():
        link = make_link(Team.find("harbour-hall"), User.find_by_email("ed@example.org"))
        db.session.commit()
    sign_in(client, f"{by}@example.org")
    submit(client, f"{FEEDS}/{link.id}/revoke", "Revoke link")
    assert sent_to(app, "ed@example.org") == subjects
