"""The operators' pages: nobody else finds them, and whatever an operator does leaves a line."""

import re

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models.accounts.second_factors.totp_authenticator import TOTPAuthenticator
from app.models.accounts.user import User
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from app.models.clients.icons.client_icon import ClientIcon
from app.models.operators.operator_invitation import OperatorInvitation
from app.models.operators.team_handover import TeamHandover, Terms
from tests.support import factories
from tests.support.client_pages import make
from tests.support.forms import find_form
from tests.support.operator_pages import ADMIN, add_app
from tests.support.pictures import photograph

NEW = "new@example.org"  # has no account

# What each act needs besides the address: the state of app or person, and the form's fields.
ACTS = {
    "portal.approve_app": ("pending", {}),
    "portal.refuse_app": ("pending", {"reason": "Say who you are."}),
    "portal.refuse_icon": ("live", {}),
    "portal.send_question": ("pending", {"reason": "Who are you?"}),
    "portal.suspend_app": ("live", {"reason": "It spams."}),
    "portal.restore_app": ("suspended", {}),
    "portal.disable_person": ("", {"reason": "They spam."}),
    "portal.enable_person": ("disabled", {}),
    "portal.end_sessions_of_person": ("", {}),
    "portal.change_operator_role": ("", {"operator": "1"}),
    "portal.send_test_mail": ("", {}),
    "portal.end_factors": ("", {"reason": "Their phone is lost."}),
    "portal.withdraw_operator_invitation": ("", {}),
    "portal.hand_team_over": ("", {"email": NEW, "former": "keep", "reason": "No owner is left."}),
    "portal.withdraw_team_handover": ("", {}),
}


def admin_rules(app, method):
    """The routes below /admin that answer ``method``."""
    rules = app.url_map.iter_rules()
    return [rule for rule in rules if rule.rule.startswith("/admin") and method in rule.methods]


def address(rule, **words):
    """A path of the rule."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda place: words[place[1]], rule.rule)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_for_others_there_is_none_of_these_pages(app, devi, waiting, method):
    token = find_form(devi.get("/account").text).fields["csrf_token"][0]
    words = {"client_id": waiting, **make(app, prepare)}
    answers = {
        rule.endpoint: devi.open(
            address(rule, **words), method=method, data={"csrf_token": token, "reason": "x"}
        ).status_code
        for rule in admin_rules(app, method)
    }
    assert len(answers) >= len(ACTS)
    assert set(answers.values()) == {404}
    assert "/admin/" not in devi.get("/account").text


def test_list_of_acts_is_whole(app):
    assert {rule.endpoint for rule in admin_rules(app, "POST")} == ACTS.keys()


@pytest.mark.parametrize("endpoint", ACTS)
def test_every_act_of_an_operator_leaves_a_line(app, admin, devi, endpoint):
    wanted, fields = ACTS[endpoint]
    client_id = add_app(app, status=wanted or "live")
    words = {"client_id": client_id, **make(app, lambda: prepare(wanted, client_id))}
    (rule,) = [rule for rule in admin_rules(app, "POST") if rule.endpoint == endpoint]
    token = find_form(admin.get("/admin/health").text, "Send").fields["csrf_token"][0]
    version = re.search(
        r'name="version" value="(\w+)"', admin.get(f"/admin/review/{client_id}").text
    )
    before = count_lines(app)

    answer = admin.post(
        address(rule, **words),
        data={"csrf_token": token, "version": version and version[1], **fields},
    )

    assert (answer.status_code, count_lines(app)) == (302, before + 1)
    assert "/admin/" in answer.location, "It led elsewhere: was it refused?"


def prepare(wanted="", client_id=""):
    """What the acts are about: a person, an icon, an invited operator, and an offered team."""
    person = factories.make_user("someone@example.org")
    if wanted == "disabled":
        person.disable()
    db.session.add(TOTPAuthenticator(user_id=person.id, sealed_secret="", last_step=0))
    if app_with_icon := Client.find(client_id):
        ClientIcon.upload(app_with_icon, photograph())
    OperatorInvitation.issue(NEW, by=None)
    team = factories.make_team(person)
    TeamHandover.offer(team, email=NEW, by=None, terms=Terms())
    return {"user_id": person.public_id, "team_id": team.public_id, "number": "1"}


def count_lines(app):
    """How many lines name the operator as their actor."""
    with app.app_context():
        ada = User.find_by_email("admin@example.org")
        lines = select(func.count()).where(AuditEvent.actor_id == ada.id)
        return db.session.scalar(lines)


def test_operator_gets_there_from_the_account_menu(admin):
    assert 'href="/admin/review"' in admin.get("/account").text


def test_strange_addresses_find_nothing(admin):
    for path in ("/admin/users/usr_x", "/admin/users/%00", "/admin/review/%F0%9F%98%80"):
        assert admin.get(path).status_code == 404


def test_operator_whose_address_is_not_confirmed_sees_no_page(app, admin):
    make(app, lambda: setattr(User.find_by_email(ADMIN), "verified_at", None))
    words = {"client_id": "x", **make(app, prepare)}
    for rule in admin_rules(app, "GET"):
        answer = admin.get(address(rule, **words))
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/account/verify")
