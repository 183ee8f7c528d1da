"""Confirming an address by the link that was mailed there."""

import re
from html import unescape

import pytest

from app.extensions import db
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.password_reset import PasswordReset
from app.models.accounts.user import User
from app.models.teams.membership import Membership
from app.models.teams.team_invitation import TeamInvitation
from app.models.values import secret
from tests.support import oauth_flow as flow
from tests.support.factories import PASSWORD, make_team, make_user
from tests.support.forms import find_form, submit
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


def test_another_link_is_sent_at_most_once_a_minute(clock, ben, app, client):
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


class TestOnTheWayToAnApp:
    """Confirming the address keeps the app's request, in whatever browser."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return make_settings(
            database_url=database_url, stagedoor_home=tmp_path, require_verified_email=True
        )

    @pytest.fixture
    def request_path(self, app):
        """The request of an app, of which every parameter counts."""
        poster = flow.register(app, name="Front Desk", scopes="profile:read events:read")
        return flow.authorize_path(poster, scope="profile:read", state="a b&c=d%")

    @pytest.fixture
    def ben(self, client, request_path):
        """Somebody who came from the app and signed up."""
        path = client.get(request_path).location.replace("/login", "/register")
        fields = {"name": "Ben", "email": BEN, "password": PASSWORD}
        assert submit(client, path, "Sign up", **fields).location == request_path
        assert client.get(request_path).location.startswith("/account/verify?next=")

    def test_link_leads_back_to_the_request(self, ben, app, client, request_path):
        path = link_to(app, BEN)
        assert "Then you go on to Front Desk." in client.get(path).text
        assert follow(client, path).location == request_path
        assert "Front Desk" in client.get(request_path).text

    def test_link_leads_there_in_another_browser_after_signing_in(self, ben, app, request_path):
        other, path = app.test_client(), link_to(app, BEN)
        sign_in_page = other.get(path).location
        answer = submit(other, sign_in_page, "Sign in", email=BEN, password=PASSWORD)
        assert answer.location == path
        assert follow(other, path).location == request_path

    def test_second_click_leads_there_too(self, ben, app, client, request_path):
        path = link_to(app, BEN)
        follow(client, path)
        assert client.get(path).location == request_path

    def test_link_that_was_sent_before_leads_to_the_newest_request(
        self, ben, app, client, request_path
    ):
        newest = request_path.replace("a+b", "newest")
        client.get(client.get(newest).location)
        assert follow(client, link_to(app, BEN)).location == newest

    def test_link_that_is_sent_again_leads_there(self, ben, app, client, clock, request_path):
        """Also from a page that knows nothing of the app."""
        clock.advance(61)
        assert submit(client, "/account/verify", "Send it again").status_code == 302
        assert follow(client, link_to(app, BEN)).location == request_path

    def test_link_to_another_address_leads_there(self, ben, app, client, request_path):
        page = client.get(client.get(request_path).location)
        assert "/account/email?next=" in page.text
        answer = submit(client, "/account/email", "Send", email="ben@home.example")
        assert answer.status_code == 302
        assert follow(client, link_to(app, "ben@home.example")).location == request_path

    def test_wrong_account_comes_back_to_the_link(self, ben, app):
        other = app.test_client()
        flow.make_organizer(app)
        sign_in(other, "olivia@example.org")
        form = find_form(other.get(link_to(app, BEN)).text, "Not you?")
        assert form.fields["next"] == [link_to(app, BEN)]

    def test_link_that_has_expired_leads_to_a_new_one_for_the_request(
        self, ben, app, client, clock, request_path
    ):
        clock.advance(DAY + 1)
        sign_in(client, BEN)
        page = client.get(link_to(app, BEN))
        assert page.status_code == 410
        address = re.search(r'href="(/account/verify\?next=[^"]+)"', page.text)[1]
        assert flow.query_of(unescape(address))["next"] == [request_path]

    def test_request_is_stored_encrypted(self, ben, app):
        """Its state is the app's secret."""
        with app.app_context():
            [row] = db.session.scalars(db.select(EmailConfirmation))
            assert row.target
            assert "authorize" not in row.sealed_target

    def test_who_disowns_the_account_is_not_led_to_a_strangers_app(self, ben, app):
        owner, path = app.test_client(), link_to(app, BEN)
        answer = submit(owner, f"{path}/not-me", "This was not me")
        answer = submit(
            owner, answer.location, "Save", name="Ben", password="a third long password"
        )
        assert answer.location == "/login"

    def test_who_chose_a_password_instead_is_not_led_there_either(self, ben, app, client):
        with app.app_context():
            reset = PasswordReset.issue(User.find_by_email(BEN))
            db.session.commit()
        owner, path = app.test_client(), link_to(app, BEN)
        submit(owner, f"/reset/{reset}", "Save", name="Ben", password="a third long password")
        sign_in(owner, BEN)
        assert owner.get(path).location == "/account"
