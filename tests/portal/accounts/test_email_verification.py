"""Confirming an address by the link that was mailed there."""

import pytest

from app.extensions import db
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.user import User
from app.models.teams.membership import Membership
from app.models.teams.team_invitation import TeamInvitation
from app.models.values import secret
from tests.support.factories import PASSWORD, make_team, make_user
from tests.support.forms import submit
from tests.support.mails import link_to, sent_to
from tests.support.people import sign_in
from tests.support.settings import make_settings

BEN = "ben@example.org"
DAY = 86_400


@pytest.fixture
def ben(client):
    """Somebody who has just signed up."""
    fields = {"name": "Ben", "email": BEN, "password": PASSWORD}
    assert submit(client, "/register", "Sign up", **fields).status_code == 302


def is_verified(app, email=BEN):
    with app.app_context():
        return User.find_by_email(email).verified_at is not None


def follow(client, path):
    return submit(client, path, "Confirm the address")


def test_new_account_is_mailed_a_link_that_confirms_it(ben, app, client):
    assert "Confirm your e-mail address" in client.get("/teams").text
    assert follow(client, link_to(app, BEN)).location == "/account"
    assert is_verified(app)
    assert "Confirm your e-mail address" not in client.get("/teams").text


def test_looking_at_the_link_confirms_nothing(ben, app, client):
    client.get(link_to(app, BEN))
    assert not is_verified(app)


def test_only_a_digest_is_kept(ben, app):
    token = link_to(app, BEN).rpartition("/")[2]
    with app.app_context():
        [row] = db.session.scalars(db.select(EmailConfirmation))
        assert row.digest == secret.digest(token)
        assert token not in str(vars(row))


@pytest.mark.both_databases
def test_second_click_finds_it_done(ben, app, client):
    path = link_to(app, BEN)
    page = client.get(path)
    submit(client, path, "Confirm the address", page=page)
    again = submit(client, path, "Confirm the address", page=page)
    assert again.location == "/account"
    assert client.get(path).location == "/account"


def test_link_ends_after_a_day(ben, app, client, clock):
    clock.advance(DAY)
    assert client.get(link_to(app, BEN)).status_code == 410
    assert not is_verified(app)


def test_only_the_newest_link_counts(ben, app, client, clock):
    first = link_to(app, BEN)
    clock.advance(60)
    submit(client, "/account/verify", "Send it again")
    assert client.get(first).status_code == 410
    follow(client, link_to(app, BEN))
    assert is_verified(app)


def test_another_link_is_sent_at_most_once_a_minute(ben, app, client, clock):
    clock.advance(59)
    submit(client, "/account/verify", "Send it again")
    assert "Ask for another in 1 second" in client.get("/account/verify").text
    assert len(sent_to(app, BEN)) == 1
    clock.advance(1)
    submit(client, "/account/verify", "Send it again")
    assert len(sent_to(app, BEN)) == 2


def test_link_of_somebody_else_is_refused_and_goes_on_working(ben, app, client):
    with app.app_context():
        make_user("ana@example.org")
        db.session.commit()
    other = app.test_client()
    sign_in(other, "ana@example.org")
    path = link_to(app, BEN)
    answer = other.get(path)
    assert answer.status_code == 403
    assert BEN not in answer.text
    assert follow(client, path).status_code == 302
    assert other.get(path).status_code == 410


def test_link_asks_who_is_signed_out_to_sign_in_first(ben, app):
    path = link_to(app, BEN)
    assert app.test_client().get(path).location == f"/login?next={path}"


@pytest.mark.parametrize("token", ["x", "sd_eml_" + "a" * 47, "%00", "caf%C3%A9"])
def test_made_up_link_is_a_dead_one(token, ben, client):
    assert client.get(f"/account/verify/{token}").status_code == 410


def test_confirmed_account_has_nothing_to_wait_for(app, client):
    with app.app_context():
        make_user("ana@example.org")
        db.session.commit()
    sign_in(client, "ana@example.org")
    assert client.get("/account/verify").location == "/account"
    assert client.get("/account/verify?next=/teams").location == "/teams"
    assert client.get("/account/verify?next=//evil.example").location == "/account"


def test_link_to_choose_a_password_proves_the_address_too(ben, app, client):
    submit(client, "/forgot", "Send the link", email=BEN)
    submit(client, link_to(app, BEN), "Save the password", password="another long password")
    assert is_verified(app)


def test_invitation_proves_no_address(ben, app, client):
    """Decision 6: who holds its link is told to confirm first."""
    with app.app_context():
        team = make_team()
        owner = Membership.list_of(team)[0].user
        key = TeamInvitation.issue(team, email=BEN, role="viewer", by=owner)
        db.session.commit()
    page = client.get(f"/invitations/{key}").text
    assert "Confirm your address first" in page
    assert not is_verified(app)


class TestWhereItIsDemanded:
    """REQUIRE_VERIFIED_EMAIL, as in production."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        """The setting is on."""
        return make_settings(
            database_url=database_url, stagedoor_home=tmp_path, require_verified_email=True
        )

    def test_apps_are_registered_by_confirmed_people_only(self, ben, app, client):
        asked = client.get("/developer/apps/new")
        assert asked.location == "/account/verify?next=/developer/apps/new"
        assert client.get("/developer/apps").status_code == 200
        follow(client, link_to(app, BEN))
        assert client.get("/developer/apps/new").status_code == 200


def test_it_is_demanded_in_production_unless_somebody_says_no():
    assert make_settings(stagedoor_env="production").verified_email_required
    assert not make_settings(stagedoor_env="development").verified_email_required
    off = make_settings(stagedoor_env="production", require_verified_email=False)
    assert not off.verified_email_required
