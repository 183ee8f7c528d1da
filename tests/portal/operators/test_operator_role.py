"""Inviting people to become operators, where their address is not confirmed."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.operators import operators
from tests.support import factories
from tests.support.client_pages import make
from tests.support.forms import submit
from tests.support.mails import link_to, sent_to
from tests.support.operator_pages import ADMIN
from tests.support.people import sign_in

NINA = "nina@example.org"


@pytest.fixture
def here(app, admin):
    """The page of Nina, whose address is not confirmed."""

    def build():
        return factories.make_user(NINA, name="Nina Okafor", verified_at=None).public_id

    return f"/admin/users/{make(app, build)}"


@pytest.fixture
def link(app, admin, here):
    """The path of the link that Nina was mailed."""
    assert "not confirmed" in admin.get(f"{here}/operator").text
    submit(admin, f"{here}/operator", "Make an operator")
    return link_to(app, NINA)


def is_operator(app):
    with app.app_context():
        return User.find_by_email(NINA).is_operator


def nina_of(app):
    make(app, lambda: User.find_by_email(NINA).verify())
    sign_in(nina := app.test_client(), NINA)
    return nina


def test_unconfirmed_person_is_an_operator_once_they_accept(app, admin, here, link):
    assert "Invited to become an operator" in admin.get(here).text
    assert sent_to(app, NINA) == ["Become an operator of Stagedoor"]
    assert not is_operator(app)
    submit(nina_of(app), link, "Accept")
    assert is_operator(app)
    assert "Invited to become an operator" not in admin.get(here).text.split("History")[0]


def dismiss():
    factories.make_user(is_operator=True)
    operators.dismiss(User.find_by_email(ADMIN))


@pytest.mark.parametrize("how", ["withdrawn", "sender dismissed", "declined"])
def test_invitation_ends(how, app, admin, here, link):
    if how == "withdrawn":
        submit(admin, here, "Withdraw")
    elif how == "sender dismissed":
        make(app, dismiss)
    else:
        submit(nina_of(app), link, "Decline")
    assert nina_of(app).get(link).status_code == 404
    assert not is_operator(app)


def test_people_who_are_invited_without_an_account_are_listed_and_withdrawn(app, admin):
    app.test_cli_runner().invoke(args=["user", "promote", "new@example.org"])
    assert "new@example.org" in admin.get("/admin/users").text
    submit(admin, "/admin/users", "Withdraw")
    assert "new@example.org" not in admin.get("/admin/users").text
    with app.app_context():
        assert db.session.scalar(db.text("SELECT ended_as FROM operator_invitation")) == "withdrawn"
