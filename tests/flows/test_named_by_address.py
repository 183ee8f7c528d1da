"""Invariant 18: an address names a person only once it is proved.

Every door that takes a person's address, with every kind of account behind the address: nothing is
gained before the person accepts, and strangers cannot tell the accounts apart.
"""

import re

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from app.models.teams.membership import Membership
from tests.support.factories import make_client, make_team, make_user
from tests.support.forms import submit
from tests.support.people import sign_in

OWNER, OPERATOR, NAMED = "ana@example.org", "ada@example.org", "nina@example.org"
HALL = "/teams/harbour-hall/members"

# The account that has the address when it is named.
ACCOUNTS = {
    "unknown": None,
    "unconfirmed": {"verified_at": None},
    "confirmed": {},
    "disabled": {"disabled_at": 1},
    "disabled and unconfirmed": {"verified_at": None, "disabled_at": 1},
}
OF_STRANGERS = ("member", "owner", "app")  # doors of people who may not learn who has an account


@pytest.fixture
def place(app, client):
    """Harbour Hall and Poster Board, both Ana's; the browsers of Ana and of an operator."""
    with app.app_context():
        ana = make_user(OWNER, name="Ana Rossi")
        make_user(OPERATOR, name="Ada", is_operator=True)
        team = make_team(ana, name="Harbour Hall", slug="harbour-hall")
        made, _secret = make_client(ana, name="Poster Board")
        words = {"client_id": made.client_id, "team": team.public_id}
        db.session.commit()
    ada = app.test_client()
    sign_in(client, OWNER)
    sign_in(ada, OPERATOR)
    return {"app": app, "ana": client, "ada": ada, **words}


def add(role):
    return lambda place: submit(place["ana"], HALL, "Add", email=NAMED, role=role)


def transfer(place):
    path = f"/developer/apps/{place['client_id']}/transfer"
    return submit(place["ana"], path, "Offer", email=NAMED, typed="Poster Board")


def hand_over(place):
    path = f"/admin/teams/{place['team']}/hand-over"
    return submit(place["ada"], path, "Hand over", email=NAMED, reason="They left.")


def promote_on_page(place):
    with place["app"].app_context():
        user = User.find_by_email(NAMED)
        person = user.public_id if user is not None else None
    if person is None:
        return None
    return submit(place["ada"], f"/admin/users/{person}/operator", "Make an operator")


def command(*words):
    return lambda place: place["app"].test_cli_runner().invoke(args=words)


DOORS = {
    "member": add("editor"),
    "owner": add("owner"),
    "app": transfer,
    "hand over on a page": hand_over,
    "operator on a page": promote_on_page,
    "operator by command": command("user", "promote", NAMED),
    "owner by command": command("team", "owner", "harbour-hall", NAMED),
    "first owner by command": command("team", "create", "--name", "New", "--owner", NAMED),
}


def name(app, place, door, account):
    """Let the door name the address with such an account behind it."""
    if account is not None:
        with app.app_context():
            make_user(NAMED, name="Nina Secret", **account)
            db.session.commit()
    app.extensions["mail_outbox"].clear()
    return DOORS[door](place)


def gains(app):
    """What the person with the address has now."""
    with app.app_context():
        user = User.find_by_email(NAMED)
        if user is None:
            return []
        memberships = [(m.team.slug, m.role) for m in Membership.list_with_teams(user)]
        owned = db.session.scalars(select(Client.name).where(Client.owner_id == user.id))
        return [*memberships, *owned, *(["operator"] if user.is_operator else [])]


def mails(app):
    """Recipients, subjects and texts, without the links' keys."""
    return [
        (mail.to, mail.subject, re.sub(r"/invitations/\w+", "/invitations/KEY", mail.body))
        for mail in app.extensions["mail_outbox"]
    ]


def lines(app):
    with app.app_context():
        written = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(line.action, line.subject_id, line.detail) for line in written]


@pytest.mark.parametrize("kind", ACCOUNTS)
@pytest.mark.parametrize("door", DOORS)
def test_nothing_is_gained_before_the_person_accepts(app, place, door, kind):
    account = ACCOUNTS[kind]
    name(app, place, door, account)
    is_at_once = kind == "confirmed" and door not in OF_STRANGERS
    assert bool(gains(app)) is is_at_once


@pytest.mark.parametrize("door", [door for door in DOORS if door != "operator on a page"])
def test_invitation_is_accepted_by_the_proved_address_alone(app, place, door):
    name(app, place, door, {"verified_at": None})
    path = re.search(r"/invitations/\w+", app.extensions["mail_outbox"][-1].body).group()
    with app.app_context():
        make_user("other@example.org")
        db.session.commit()
    nina, other = app.test_client(), app.test_client()
    sign_in(nina, NAMED)
    sign_in(other, "other@example.org")
    assert other.get(path).status_code == 403
    assert "Accept" not in nina.get(path).text
    with app.app_context():
        User.find_by_email(NAMED).verify()
        db.session.commit()
    assert gains(app) == []

    submit(nina, path, "Accept")

    assert gains(app) != []


@pytest.mark.parametrize("door", OF_STRANGERS)
@pytest.mark.usefixtures("clock")  # pages show when a link ends
def test_strangers_cannot_tell_the_accounts_apart(app, place, door):
    """The answer, the page after it, the mail and the line of the trail, byte for byte."""
    seen = []
    for account in (None, {"verified_at": None}, {}, {"disabled_at": 1}):
        with app.app_context():
            if (user := User.find_by_email(NAMED)) is not None:
                user.email = f"{user.public_id}@example.org"
                db.session.commit()
        before = len(lines(app))
        answer = name(app, place, door, account)
        page = place["ana"].get(answer.location).text
        sent = (answer.status_code, answer.location, answer.text)
        seen.append((sent, still(page), mails(app), lines(app)[before:]))
        assert "Nina Secret" not in page
    for other in seen[1:]:
        assert other == seen[0]


def still(page):
    """The page without what differs each time it is shown."""
    page = re.sub(r'name="csrf_token"[^>]*', "", page)
    return re.sub(r'invitations/\d+/withdraw|nonce="[^"]*"', "", page)


@pytest.mark.parametrize("door", [door for door in DOORS if door.endswith("by command")])
@pytest.mark.parametrize("kind", ACCOUNTS)
def test_commands_say_which(app, place, door, kind):
    result = name(app, place, door, ACCOUNTS[kind])
    said = {
        "unknown": "an invitation is being mailed",
        "unconfirmed": "an invitation is being mailed",
        "confirmed": "now" if "first" not in door else "Created the team new",
        "disabled": "This account is disabled",
        "disabled and unconfirmed": "This account is disabled",
    }[kind]
    assert said in result.output
    assert result.exit_code == ("disabled" in kind)
