"""The page of an invitation: who may answer it, what it says in each state, and what follows."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.grants.membership_changes import change_role, end_membership
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.teams.team_invitation import LIFETIME
from tests.support.factories import PASSWORD, join, make_team, make_user
from tests.support.forms import find_form, submit
from tests.support.mails import link_to, sent_to
from tests.support.people import sign_in

MEMBERS = "/teams/harbour-hall/members"
ANA, NINA, SAM = "ana@example.org", "nina@example.org", "sam@example.org"


@pytest.fixture
def ana(app, client):
    """The browser of the owner of Harbour Hall; Sam has an account and no team."""
    with app.app_context():
        make_team(make_user(ANA, name="Ana Rossi"), name="Harbour Hall", slug="harbour-hall")
        make_user(SAM, name="Sam Secret")
        db.session.commit()
    sign_in(client, ANA)
    return client


def invite(app, owner, email=SAM, role="editor"):
    """Invite the address; return the path of the mailed link."""
    assert submit(owner, MEMBERS, "Add", email=email, role=role).status_code == 302
    return link_to(app, email)


def browser_of(app, email):
    browser = app.test_client()
    sign_in(browser, email)
    return browser


def roles(app):
    with app.app_context():
        return {m.user.email: m.role for m in Membership.list_of(Team.find("harbour-hall"))}


def act(app, change):
    """Change something outside of any request."""
    with app.app_context():
        change()
        db.session.commit()


@pytest.mark.both_databases
def test_person_with_an_account_joins_by_accepting(app, ana):
    path = invite(app, ana)
    assert SAM not in roles(app)
    sam = browser_of(app, SAM)
    page = sam.get(path).text
    assert "Join Harbour Hall?" in page
    assert "Ana Rossi invites you" in page
    assert SAM not in roles(app)  # looking changes nothing

    assert submit(sam, path, "Accept").location == "/teams/harbour-hall"

    assert roles(app)[SAM] == "editor"
    assert "This invitation is accepted" in sam.get(path).text


@pytest.mark.both_databases
def test_new_person_signs_up_confirms_and_accepts(app, ana):
    path = invite(app, ana, NINA, "owner")
    nina = app.test_client()
    assert f'href="/register?next={path}"' in nina.get(path).text
    fields = {"name": "Nina", "email": NINA, "password": PASSWORD}
    assert submit(nina, f"/register?next={path}", "Sign up", **fields).location == path
    page = nina.get(path).text
    assert "Confirm your address first" in page
    assert find_form(page, "Decline")
    assert "Accept" not in page

    confirmation = next(
        word
        for word in app.extensions["mail_outbox"][-1].body.split()
        if "/account/verify/" in word
    ).removeprefix("http://localhost")
    assert submit(nina, confirmation, "Confirm the address").location == path
    submit(nina, path, "Accept")

    assert roles(app)[NINA] == "owner"


def test_unconfirmed_account_gains_nothing_by_sending_the_form_itself(app, ana):
    path = invite(app, ana)
    act(app, lambda: setattr(User.find_by_email(SAM), "verified_at", None))
    sam = browser_of(app, SAM)
    token = find_form(sam.get(path).text, "Decline").fields["csrf_token"][0]
    sam.post(path, data={"csrf_token": token, "decision": "accept"})
    assert SAM not in roles(app)


def test_wrong_account_neither_accepts_nor_declines_nor_learns_the_address(app, ana):
    path = invite(app, ana)
    act(app, lambda: make_user(NINA))
    nina = browser_of(app, NINA)
    answer = nina.get(path)
    assert answer.status_code == 403
    assert "another account" in answer.text
    assert not [word for word in (SAM, "Sam Secret", "Harbour Hall") if word in answer.text]
    form = find_form(answer.text, "Use another account")
    assert form.fields["next"] == [path]
    token = form.fields["csrf_token"][0]
    for decision in ("accept", "decline"):
        sent = nina.post(path, data={"csrf_token": token, "decision": decision})
        assert sent.status_code == 403
    assert submit(browser_of(app, SAM), path, "Accept").location == "/teams/harbour-hall"


def test_stranger_who_was_invited_by_mistake_declines_without_an_account(app, ana):
    path = invite(app, ana, NINA)
    visitor = app.test_client()
    submit(visitor, path, "Decline")
    answer = visitor.get(path)
    assert (answer.status_code, "This invitation is declined" in answer.text) == (404, True)
    assert "Withdraw" not in ana.get(MEMBERS).text


def test_owner_sees_what_they_typed_and_no_name(app, ana):
    invite(app, ana)
    page = ana.get(MEMBERS).text
    assert SAM in page
    assert "Sam Secret" not in page


def test_sender_without_a_confirmed_address_sends_no_mail(app, ana):
    act(app, lambda: setattr(User.find_by_email(ANA), "verified_at", None))
    answer = submit(ana, MEMBERS, "Add", email=SAM, role="editor")
    assert answer.location == f"/account/verify?next={MEMBERS}"
    assert sent_to(app, SAM) == []


def demote(app):
    team = Team.find("harbour-hall")
    join(team, make_user(), Role.OWNER)
    change_role(Membership.find(team, User.find_by_email(ANA)), Role.EDITOR)


def remove(app):
    team = Team.find("harbour-hall")
    join(team, make_user(), Role.OWNER)
    end_membership(Membership.find(team, User.find_by_email(ANA)))


LOST = {
    "demoted": demote,
    "removed": remove,
    "disabled": lambda app: User.find_by_email(ANA).disable(),
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST)
def test_invitation_falls_with_the_right_of_its_sender(lose, app, ana):
    path = invite(app, ana, role="owner")
    sam = browser_of(app, SAM)
    page = sam.get(path)
    act(app, lambda: lose(app))
    answer = submit(sam, path, "Accept", page=page)
    assert (answer.status_code, "no longer offer this" in answer.text) == (404, True)
    assert SAM not in roles(app)


def test_page_says_how_an_invitation_ended(app, ana, clock):
    replaced, newest = invite(app, ana), invite(app, ana)
    sam = browser_of(app, SAM)
    assert "There is a newer invitation" in sam.get(replaced).text
    submit(ana, MEMBERS, "Withdraw")
    assert "This invitation is withdrawn" in sam.get(newest).text
    assert "withdrawn" in ana.get(MEMBERS).text
    expired = invite(app, ana)
    clock.advance(LIFETIME)
    assert "This invitation has expired" in app.test_client().get(expired).text
    assert "no longer works" in sam.get("/invitations/sd_inv_x").text


def test_links_in_earlier_mails_lead_to_the_page(app, ana):
    path = invite(app, ana)
    former = path.replace("/invitations/", "/invite/")
    assert app.test_client().get(former).location == path
    assert app.test_client().get("/developer/transfers/x").location == "/invitations/x"


def test_member_by_now_keeps_the_role_and_reads_so(app, ana):
    path = invite(app, ana, role="owner")
    act(app, lambda: join(Team.find("harbour-hall"), User.find_by_email(SAM), Role.VIEWER))
    sam = browser_of(app, SAM)
    answer = submit(sam, path, "Accept")
    assert "Your role stays: Viewer" in sam.get(answer.location).text
    assert roles(app)[SAM] == "viewer"


@pytest.mark.parametrize("data", [{}, {"decision": "perhaps"}])
def test_answer_that_is_none_changes_nothing(data, app, ana):
    path = invite(app, ana)
    sam = browser_of(app, SAM)
    token = find_form(sam.get(path).text, "Accept").fields["csrf_token"][0]
    assert sam.post(path, data={"csrf_token": token, **data}).location == path
    assert sam.get(path).status_code == 200
