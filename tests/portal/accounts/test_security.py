"""The security page: passkeys are added, named and removed, and who reads of it by mail."""

import pytest

from app.extensions import db
from app.models.accounts.second_factors import passkey as passkey_model
from app.models.accounts.second_factors.passkey import Passkey
from app.models.accounts.user import User
from tests.support import mails, passkeys
from tests.support.factories import make_user
from tests.support.forms import submit
from tests.support.passkeys import ADDING, SECURITY, SoftAuthenticator, ask_options
from tests.support.people import sign_in
from tests.support.settings import make_settings

ANA, BEN = "ana@example.org", "ben@example.org"


@pytest.fixture
def ana(app, client):
    """Ana's browser."""
    with app.app_context():
        make_user(ANA, name="Ana Rossi")
        make_user(BEN, name="Ben Alder")
        db.session.commit()
    sign_in(client, ANA)
    return client


def names(app, email=ANA):
    with app.app_context():
        return [passkey.name for passkey in Passkey.list_of(User.find_by_email(email))]


def add(client, authenticator, *, options=None, name="Laptop"):
    options = options or ask_options(client, ADDING, SECURITY)
    answer = authenticator.create(options)
    return passkeys.send(client, SECURITY, name=name, credential=answer)


@pytest.mark.both_databases
def test_first_passkey_brings_recovery_codes_and_the_next_none(app, ana):
    first = add(ana, SoftAuthenticator())
    assert (first.status_code, len(passkeys.read_codes(first.text))) == (200, 10)
    assert first.headers["Cache-Control"] == "no-store"
    assert add(ana, SoftAuthenticator(), name="Phone").location == SECURITY
    assert names(app) == ["Laptop", "Phone"]
    assert mails.sent_to(app, ANA) == ["A passkey was added to your account"] * 2
    assert "Phone" in app.extensions["mail_outbox"][-1].body


def test_address_that_is_not_proved_gets_no_mail(app, ana):
    with app.app_context():
        User.find_by_email(ANA).verified_at = None
        db.session.commit()
    add(ana, SoftAuthenticator())
    assert names(app) == ["Laptop"]
    assert mails.sent_to(app, ANA) == []


def test_options_demand_a_resident_key_and_verification_and_name_the_present_ones(app, ana):
    passkey = SoftAuthenticator()
    add(ana, passkey)
    options = ask_options(ana, ADDING, SECURITY)
    selection = options["authenticatorSelection"]
    assert (selection["residentKey"], selection["userVerification"]) == ("required", "required")
    assert (options["attestation"], options["rp"]["id"]) == ("none", "localhost")
    assert len(options["excludeCredentials"]) == 1
    assert ANA not in passkey.user_handle


def lie(**attributes):
    def make():
        authenticator = SoftAuthenticator()
        for name, value in attributes.items():
            setattr(authenticator, name, value)
        return authenticator

    return make


@pytest.mark.parametrize(
    "make",
    [
        lie(origin="https://evil.example"),
        lie(origin="http://localhost:81"),
        lie(rp_id="evil.example"),
        lie(flags=0x01),
        lie(flags=0x04),
        lie(credential_id=b"x" * 1024),
        lie(credential_id=b""),
    ],
    ids=["origin", "port", "relying party", "not verified", "not present", "long id", "no id"],
)
def test_registration_that_proves_nothing_adds_nothing(app, ana, make):
    answer = add(ana, make())
    assert answer.status_code == 422
    assert "was not accepted" in answer.text
    assert names(app) == []


@pytest.mark.parametrize("text", ["", "x", "null", "[]", "{", "\x00", "{}" * 10_000, "9" * 5000])
def test_anything_else_adds_nothing(app, ana, text):
    assert passkeys.send(ana, SECURITY, name="Laptop", credential=text).status_code == 422
    assert names(app) == []


@pytest.mark.both_databases
def test_challenge_adds_one_passkey_of_its_own_session(app, ana):
    options = ask_options(ana, ADDING, SECURITY)
    assert add(ana, SoftAuthenticator(), options=options).status_code == 200
    assert add(ana, SoftAuthenticator(), options=options).status_code == 422
    other = app.test_client()
    sign_in(other, BEN)
    assert (
        add(other, SoftAuthenticator(), options=ask_options(ana, ADDING, SECURITY)).status_code
        == 422
    )
    assert (names(app), names(app, BEN)) == (["Laptop"], [])


@pytest.mark.both_databases
def test_credential_belongs_to_one_account(app, ana):
    passkey = SoftAuthenticator()
    add(ana, passkey)
    other = app.test_client()
    sign_in(other, BEN)
    assert add(other, passkey).status_code == 422
    assert names(app, BEN) == []


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "two\nlines", "hid\u200bden", "\x00"])
def test_name_is_one_visible_line(app, ana, name):
    assert add(ana, SoftAuthenticator(), name=name).status_code == 422
    assert names(app) == []


def test_number_of_passkeys_has_a_limit(app, ana, monkeypatch):
    monkeypatch.setattr(passkey_model, "MAX_PASSKEYS", 2)
    for _number in range(2):
        add(ana, SoftAuthenticator())
    answer = add(ana, SoftAuthenticator())
    assert (answer.status_code, len(names(app))) == (422, 2)
    assert "You have 2 passkeys" in answer.text


def test_passkey_is_removed_by_its_owner_alone(app, ana):
    add(ana, SoftAuthenticator())
    add(ana, SoftAuthenticator(), name="Phone")
    with app.app_context():
        public_id = Passkey.list_of(User.find_by_email(ANA))[0].public_id
    path = f"{SECURITY}/passkeys/{public_id}/remove"
    other = app.test_client()
    sign_in(other, BEN)
    assert other.get(path).status_code == 404
    assert passkeys.send(other, path, page=SECURITY).status_code == 404
    assert submit(ana, path, "Remove passkey").location == SECURITY
    assert names(app) == ["Phone"]
    assert mails.sent_to(app, ANA)[-1] == "A second factor was removed from your account"


def test_each_change_is_in_the_activity(app, ana, clock):
    passkeys.set_up_app(ana, clock)
    add(ana, SoftAuthenticator())
    submit(ana, f"{SECURITY}/authenticator/remove", "Remove app")
    submit(ana, f"{SECURITY}/recovery-codes", "Make new codes")
    text = ana.get("/account/activity").text
    for line in (
        *("Authenticator app set up", "Authenticator app removed"),
        *("Passkey added", "Recovery codes made"),
    ):
        assert line in text


def test_account_that_is_deleted_keeps_no_factor(app, ana, clock):
    passkeys.set_up_app(ana, clock)
    add(ana, SoftAuthenticator())
    with app.app_context():
        user_id = User.find_by_email(ANA).id
    submit(ana, "/account/delete", "Delete my account", typed=ANA)
    with app.app_context():
        assert [
            db.session.execute(db.select(table)).all()
            for name, table in db.metadata.tables.items()
            if name in ("passkey", "totp_authenticator", "recovery_code")
        ] == [[], [], []]
        assert db.session.get(User, user_id).deleted_at is not None


@pytest.mark.parametrize(
    ("url", "origin", "relying_party"),
    [
        ("https://events.example.org", "https://events.example.org", "events.example.org"),
        ("https://events.example.org:443", "https://events.example.org", "events.example.org"),
        (
            "https://events.example.org:8443",
            "https://events.example.org:8443",
            "events.example.org",
        ),
        ("http://localhost:80", "http://localhost", "localhost"),
        ("http://127.0.0.1:5000", "http://localhost:5000", "localhost"),
        ("http://[::1]:80", "http://localhost", "localhost"),
        ("https://192.0.2.7", "https://192.0.2.7", None),
    ],
)
def test_origin_and_relying_party_are_of_public_url(app, url, origin, relying_party):
    app.config["SETTINGS"] = make_settings(public_url=url)
    with app.app_context():
        assert passkey_model.ceremony.origin() == origin
        assert passkey_model.ceremony.relying_party_id() == relying_party


def test_site_without_a_host_name_says_that_it_has_no_passkeys(app, ana):
    app.config["SETTINGS"] = make_settings(
        stagedoor_env="production", public_url="https://192.0.2.7"
    )
    page = ana.get(SECURITY)
    assert "Passkeys need a host name" in page.text
    assert "Add a passkey" not in page.text
    assert "Use a passkey" not in app.test_client().get("/login").text
    token = passkeys.token_of(ana, "/account")
    for path in (ADDING, "/login/passkey/options", "/account/confirm/options"):
        assert ana.post(path, data={"csrf_token": token}).status_code == 409
