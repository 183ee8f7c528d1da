"""The apps that members of a team have connected (invariants 4 and 5)."""

import re

import pytest

from app.extensions import db
from app.models.credentials import live_token
from app.models.grants.membership_changes import end_membership
from app.models.teams.membership import Membership, Role
from tests.support import factories, mails
from tests.support.forms import find_form, submit
from tests.support.people import sign_in

LIST = "/teams/harbour-hall/apps"


@pytest.fixture
def grant(app):
    """The public id of what Olivia allowed Poster Board for Harbour Hall."""
    return let_in(app, "olivia@example.org", "Olivia Bruun", "harbour-hall", "Poster Board")


def let_in(app, email, name, slug, client_name):
    """Make an owner with a team and an app they let in; return the grant's public id."""
    with app.app_context():
        owner = factories.make_user(email, name=name)
        team = factories.make_team(owner, name=slug.title(), slug=slug)
        grant = factories.make_grant(factories.make_client(name=client_name)[0], owner, team)
        db.session.commit()
        return grant.public_id


def enter(app, client, email, role):
    """Sign in as a new member of Harbour Hall with ``role``; None is for no member."""
    with app.app_context():
        person = factories.make_user(email)
        team = db.session.scalars(db.select(factories.Team).filter_by(slug="harbour-hall")).one()
        if role is not None:
            factories.join(team, person, role)
        db.session.commit()
    sign_in(client, email)


def works(app, public_id):
    """Whether a token issued under the grant works."""
    with app.app_context():
        row = db.session.scalars(db.select(factories.Grant).filter_by(public_id=public_id)).one()
        token, _refresh = factories.make_tokens(row)
        db.session.commit()
        return live_token.find(token) is not None


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_every_member_sees_who_let_what_in_and_only_owners_can_end_it(app, client, grant, role):
    enter(app, client, "vera@example.org", role)
    page = client.get(LIST).text
    assert "Poster Board" in page
    assert "Olivia Bruun" in page
    assert "An owner of the team can revoke any of them." in page
    assert f"{grant}/revoke" not in page
    token = find_form(page).fields["csrf_token"]
    url = f"{LIST}/{grant}/revoke"
    assert client.get(url).status_code == 403
    assert client.post(url, data={"csrf_token": token}).status_code == 403
    assert works(app, grant)


def test_another_owner_ends_it_from_the_list(app, client, grant):
    enter(app, client, "otto@example.org", Role.OWNER)
    form = find_form(client.get(LIST).text, "Revoke")
    assert client.post(form.action, data=form.fields).location == LIST
    assert not works(app, grant)
    assert "No apps connected" in client.get(LIST).text


def test_confirmation_names_whoever_let_it_in(app, client, grant):
    enter(app, client, "otto@example.org", Role.OWNER)
    page = f"{LIST}/{grant}/revoke"
    assert "Olivia Bruun allowed it." in client.get(page).text
    assert submit(client, page, "Revoke access").location == LIST
    assert not works(app, grant)


def test_member_who_connected_it_hears_that_another_owner_ended_it(app, client, grant):
    enter(app, client, "otto@example.org", Role.OWNER)
    submit(client, f"{LIST}/{grant}/revoke", "Revoke access")
    subject = "Poster Board no longer has access to Harbour-Hall"
    assert mails.sent_to(app, "olivia@example.org") == [subject]
    assert mails.sent_to(app, "otto@example.org") == []


def test_owner_who_ends_their_own_app_gets_no_mail(app, client, grant):
    sign_in(client, "olivia@example.org")
    submit(client, f"{LIST}/{grant}/revoke", "Revoke access")
    assert mails.sent_to(app, "olivia@example.org") == []


@pytest.mark.parametrize("stop", ["suspended", "disabled"])
def test_stopped_app_does_not_look_connected(stop, app, client, grant):
    enter(app, client, "otto@example.org", Role.OWNER)
    page = f"{LIST}/{grant}"
    works(app, grant)
    assert tokens_on(client.get(page).text) == "1"
    with app.app_context():
        row = db.session.scalars(db.select(factories.Grant).filter_by(public_id=grant)).one()
        row.client.suspend("Spam") if stop == "suspended" else row.user.disable()
        db.session.commit()
    text = client.get(page).text
    assert tokens_on(text) == "0"
    assert "Stopped" in text
    assert not re.search(r'class="badge[^"]*">\s*Connected', text)


def tokens_on(page):
    """The number of tokens that work, as the page says."""
    return re.search(r"Tokens that work\s*</dt>\s*<dd>\s*(\d+)", page).group(1)


def test_stranger_finds_nothing(app, client, grant):
    enter(app, client, "eve@example.org", None)
    for url in (LIST, f"{LIST}/{grant}/revoke", "/teams/no-such-team/apps"):
        assert client.get(url).status_code == 404


def test_owner_of_one_team_finds_no_grant_of_another(app, client, grant):
    """The grant's id under the wrong team's address."""
    foreign = let_in(app, "nils@example.org", "Nils", "night-owl", "Tide Calendar")
    enter(app, client, "otto@example.org", Role.OWNER)
    token = find_form(client.get(LIST).text, "Revoke").fields["csrf_token"]
    for grant_id in (foreign, "grt_unknown", "%00"):
        url = f"{LIST}/{grant_id}/revoke"
        assert client.get(url).status_code == 404
        assert client.post(url, data={"csrf_token": token}).status_code == 404
    assert works(app, foreign)
    assert "Tide Calendar" not in client.get(LIST).text


def test_grant_of_somebody_who_left_is_no_longer_connected(app, client, grant):
    enter(app, client, "otto@example.org", Role.OWNER)
    with app.app_context():
        olivia = factories.User.find_by_email("olivia@example.org")
        end_membership(Membership.list_with_teams(olivia)[0])
        db.session.commit()
    page = client.get(LIST).text
    assert "No apps connected" in page
    assert "Stopped, until an owner adopts them" in page


def test_owner_reads_the_details_and_nothing_of_another_team(app, client, grant):
    with app.app_context():
        row = db.session.scalars(db.select(factories.Grant).filter_by(public_id=grant)).one()
        row.teams.append(factories.make_team(row.user, name="Secret Society"))
        db.session.commit()
    enter(app, client, "otto@example.org", Role.OWNER)
    page = client.get(f"{LIST}/{grant}").text
    assert "Olivia Bruun" in page
    assert "Last use" in page
    assert "Secret Society" not in page
    assert client.get(f"{LIST}/grt_unknown").status_code == 404


def test_details_are_for_owners(app, client, grant):
    enter(app, client, "vera@example.org", Role.VIEWER)
    assert client.get(f"{LIST}/{grant}").status_code == 403
