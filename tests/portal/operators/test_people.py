"""Everybody's account and team, for operators: find, disable, enable, sign out, appoint."""

import pytest

from app.models.accounts.user import User
from app.models.audit import audit_trail
from tests.support import factories
from tests.support.client_pages import make
from tests.support.forms import find_form, submit
from tests.support.operator_pages import ADMIN, DEVI, actions, mails_of
from tests.support.people import sign_in

REASON = "Sent advertisements to every team."


def id_of(app, email):
    """The public id of the account."""
    with app.app_context():
        return User.find_by_email(email).public_id


def page_of(app, email):
    """The address of the account's page."""
    return f"/admin/users/{id_of(app, email)}"


def is_operator(app, email):
    with app.app_context():
        return User.find_by_email(email).is_operator


def test_people_are_found_by_name_address_and_state(app, admin, devi):
    make(app, lambda: factories.make_user("lars@example.org", name="Lars Holm", disabled_at=1))
    for query in ("q=raman", f"q={DEVI}"):
        page = admin.get(f"/admin/users?{query}").text
        assert ("Devi Raman" in page, "Lars Holm" in page) == (True, False), query
    page = admin.get("/admin/users?status=disabled").text
    assert ("Devi Raman" in page, "Lars Holm" in page) == (False, True)
    assert ADMIN in admin.get("/admin/users?status=operator").text
    assert "No one matches" in admin.get("/admin/users?q=zebra%25").text
    assert admin.get("/admin/users?q=%00&status=x&after=1.2.3").status_code == 200


def test_page_of_a_person_says_what_they_have_and_when_they_came(app, admin, waiting):
    make(app, lambda: factories.make_team(User.find_by_email(DEVI), name="Back Room"))
    page = admin.get(page_of(app, DEVI)).text
    for words in ("Devi Raman", DEVI, "Back Room", "Ticket Box", "just now"):
        assert words in page
    assert "argon2" not in page


def test_disabled_person_is_out_at_once_and_told_why(app, admin, devi):
    here = page_of(app, DEVI)
    assert submit(admin, f"{here}/disable", "Disable", reason=" ").status_code == 422
    submit(admin, f"{here}/disable", "Disable", reason=REASON)
    assert devi.get("/account").location.startswith("/login")
    assert [(to, REASON in body) for to, _subject, body in mails_of(app)] == [(DEVI, True)]
    assert REASON in admin.get(here).text
    assert REASON in admin.get(f"/admin/audit?about={DEVI}").text

    submit(admin, here, "Enable")
    assert devi.get("/account").status_code == 200
    assert actions(app)[-2:] == ["user.disabled", "user.enabled"]


def test_sessions_of_a_person_end(app, admin, devi):
    submit(admin, page_of(app, DEVI) + "/sessions", "Sign out everywhere")
    assert devi.get("/account").location.startswith("/login")
    sign_in(devi, DEVI)


def test_operator_is_made_and_unmade(app, admin, devi):
    here = page_of(app, DEVI) + "/operator"
    submit(admin, here, "Make an operator")
    assert devi.get("/admin/review").status_code == 200
    submit(admin, here, "Take the rights")
    assert devi.get("/admin/review").status_code == 404
    assert actions(app)[-2:] == ["user.promoted", "user.demoted"]


@pytest.mark.parametrize("act", ["disable", "sessions", "operator"])
def test_nobody_does_that_to_their_own_account(app, admin, act):
    here = page_of(app, ADMIN)
    token = find_form(admin.get("/account").text).fields["csrf_token"][0]
    assert admin.get(f"{here}/{act}").status_code == 403
    sent = {"csrf_token": token, "reason": "x", "operator": "0"}
    assert admin.post(f"{here}/{act}", data=sent).status_code == 403
    assert is_operator(app, ADMIN)


@pytest.mark.parametrize("act", ["disable", "sessions", "operator"])
def test_password_is_asked_again_after_a_while(app, admin, devi, clock, act):
    clock.advance(601)
    answer = admin.get(f"{page_of(app, DEVI)}/{act}")
    assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/account/confirm")


def test_deleted_account_is_not_there(app, admin, devi):
    here = page_of(app, DEVI)
    make(app, lambda: User.find_by_email(DEVI).forget())
    assert admin.get(here).status_code == 404
    assert id_of(app, ADMIN) in admin.get("/admin/users").text


def test_teams_are_found_and_lead_to_their_lines(app, admin, devi):
    def found():
        team = factories.make_team(User.find_by_email(DEVI), name="Back Room", slug="back-room")
        audit_trail.record("team.created", team=team)
        factories.make_team(name="Harbour Hall")

    make(app, found)
    page = admin.get("/admin/teams?q=back").text
    assert ("Back Room" in page, "Harbour Hall" in page) == (True, False)
    assert 'href="/admin/audit?about=back-room"' in page
    assert "Team created" in admin.get("/admin/audit?about=back-room").text
    assert "No team matches" in admin.get("/admin/teams?q=zebra").text
