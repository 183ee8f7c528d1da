"""Handing a team to another owner, on the page of an operator."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit_queries.audit_event import AuditEvent
from app.models.operators import operators
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from tests.support import factories
from tests.support.client_pages import make
from tests.support.forms import submit
from tests.support.mails import link_to, sent_to
from tests.support.operator_pages import ADMIN
from tests.support.people import sign_in

ANA, ED, NINA = "ana@example.org", "ed@example.org", "nina@example.org"
REASON = "Ana has left the city and answers no mail."


@pytest.fixture
def here(app, admin):
    """The path of the page of Back Room, which Ana owns and Ed edits; Nina has an account."""

    def build():
        team = factories.make_team(factories.make_user(ANA), name="Back Room", slug="back-room")
        factories.join(team, factories.make_user(ED))
        factories.make_user(NINA, name="Nina Okafor")
        grant = factories.make_grant(
            factories.make_client(name="Poster Board")[0], User.find_by_email(ANA), team
        )
        db.session.flush()
        assert grant
        return f"/admin/teams/{team.public_id}"

    return make(app, build)


def roles(app):
    with app.app_context():
        return {m.user.email: m.role for m in Membership.list_of(Team.find("back-room"))}


def hand_over(admin, here, email=NINA, **fields):
    return submit(admin, f"{here}/hand-over", "Hand over", email=email, reason=REASON, **fields)


@pytest.mark.both_databases
def test_person_with_a_confirmed_address_owns_the_team_at_once(app, admin, here):
    assert hand_over(admin, here).location == here
    assert "nina@example.org owns the team" in admin.get(here).text
    assert roles(app) == {ANA: Role.OWNER, ED: Role.EDITOR, NINA: Role.OWNER}
    for member in (ANA, ED, NINA):
        assert sent_to(app, member) == ["Back Room has a new owner"]
    mail = app.extensions["mail_outbox"][0]
    assert REASON in mail.body
    with app.app_context():
        line = db.session.scalars(
            db.select(AuditEvent).where(AuditEvent.action == "team.handed_over")
        ).one()
        assert (line.actor.email, line.subject.email) == (ADMIN, NINA)
        assert REASON in line.detail


def test_present_owners_become_editors_where_the_operator_says_so(app, admin, here):
    hand_over(admin, here, former="demote")
    assert roles(app) == {ANA: Role.EDITOR, ED: Role.EDITOR, NINA: Role.OWNER}
    mail = next(mail.body for mail in app.extensions["mail_outbox"] if mail.to == ANA)
    assert "You were an owner, and are an editor now." in mail
    assert "- Poster Board" in mail
    others = [m for m in app.extensions["mail_outbox"] if "Poster Board" in m.body and m.to != ANA]
    # The new owner may adopt it.
    assert [(m.to, "adopt it within 30 days" in m.body) for m in others] == [(NINA, True)]


def test_address_that_is_not_confirmed_is_invited_on_the_same_terms(app, admin, here):
    make(app, lambda: setattr(User.find_by_email(NINA), "verified_at", None))
    hand_over(admin, here, former="demote")
    assert roles(app) == {ANA: Role.OWNER, ED: Role.EDITOR}
    page = admin.get(here).text
    assert "nina@example.org is invited to own this team" in page
    assert sent_to(app, ANA) == []

    make(app, lambda: User.find_by_email(NINA).verify())
    sign_in(nina := app.test_client(), NINA)
    path = link_to(app, NINA)
    offer = nina.get(path).text
    assert "Its present owners become editors." in offer
    assert REASON in offer
    assert submit(nina, path, "Accept").location == "/teams/back-room"

    assert roles(app) == {ANA: Role.EDITOR, ED: Role.EDITOR, NINA: Role.OWNER}
    assert sent_to(app, ED) == ["Back Room has a new owner"]
    assert "is invited" not in admin.get(here).text


def dismiss():
    factories.make_user(is_operator=True)
    operators.dismiss(User.find_by_email(ADMIN))


@pytest.mark.parametrize("how", ["withdrawn", "operator no longer", "team owned meanwhile"])
def test_offer_ends_with_what_it_rests_on(how, app, admin, here):
    hand_over(admin, here, email="new@example.org")
    make(app, lambda: factories.make_user("new@example.org"))
    path = link_to(app, "new@example.org")
    if how == "withdrawn":
        submit(admin, here, "Withdraw")
    elif how == "operator no longer":
        make(app, dismiss)
    else:
        hand_over(admin, here)
    sign_in(new := app.test_client(), "new@example.org")
    assert new.get(path).status_code == 404
    assert "new@example.org" not in roles(app)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": ANA}, "an owner of the team already"),
        ({"email": "nobody"}, "Enter an e-mail address"),
        ({"email": ""}, "Fill this in."),
        ({"email": NINA, "reason": ""}, "Fill this in."),
    ],
)
def test_handover_that_cannot_be_says_why(fields, words, app, admin, here):
    answer = submit(admin, f"{here}/hand-over", "Hand over", **({"reason": REASON} | fields))
    assert (answer.status_code, words in answer.text) == (422, True)
    assert roles(app) == {ANA: Role.OWNER, ED: Role.EDITOR}


def test_page_is_hidden_from_others_and_asks_for_the_password(app, admin, here, clock):
    sign_in(owner := app.test_client(), ANA)
    for path in (here, f"{here}/hand-over"):
        assert owner.get(path).status_code == 404
    assert admin.get("/admin/teams/org_aaaaaaaaaaaaaaaa").status_code == 404
    clock.advance(601)
    assert admin.get(f"{here}/hand-over").location.startswith("/account/confirm")


def test_list_of_teams_leads_to_the_page(admin, here):
    assert f'href="{here}"' in admin.get("/admin/teams").text
