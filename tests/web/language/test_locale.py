"""Which language and time zone a page is in, and what caches are told of it."""

import pytest
from flask import g

from app.extensions import db
from app.models.accounts.user import User
from app.web.language.locale import pick_locale, pick_timezone
from tests.support import factories
from tests.support.forms import submit
from tests.support.hall import add
from tests.support.oauth_flow import App, authorize_path
from tests.support.people import sign_in
from tests.support.settings import make_settings

GERMAN = {"Accept-Language": "de-CH, de;q=0.9, en;q=0.8"}


@pytest.fixture
def settings(database_url, tmp_path):
    return make_settings(
        database_url=database_url, stagedoor_home=tmp_path, default_timezone="Europe/Oslo"
    )


def test_installation_decides_outside_requests_and_for_visitors(app, context):
    assert (pick_locale(), pick_timezone()) == ("en", "Europe/Oslo")
    with app.test_request_context("/"):
        assert (pick_locale(), pick_timezone()) == ("en", "Europe/Oslo")


@pytest.mark.parametrize(
    ("timezone", "expected"), [("Asia/Tokyo", "Asia/Tokyo"), ("", "Europe/Oslo")]
)
def test_signed_in_user_has_their_own_zone(app, timezone, expected):
    with app.test_request_context("/"):
        g._login_user = User(timezone=timezone, locale="xx")
        assert (pick_locale(), pick_timezone()) == ("en", expected)


def language_of(answer) -> str:
    return answer.text.partition('<html lang="')[2][:2]


def choose(app, email, locale):
    with app.app_context():
        User.find_by_email(email).locale = locale
        db.session.commit()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "en"),
        ("de", "de"),
        ("de-AT", "de"),
        ("fr, de;q=0.5", "de"),
        ("en;q=0.4, de;q=0.5", "de"),
        ("de;q=0.4, en-GB;q=0.5", "en"),
        ("de;q=0, en;q=0.1", "en"),
        ("de;q=0", "en"),
        ("fr", "en"),
        ("*, de;q=0.5", "en"),
        ("de;q=x, ,;", "en"),
        ("\u00e4, de", "de"),
    ],
)
def test_browser_is_answered_in_the_first_language_it_accepts(client, header, expected):
    answer = client.get("/login", headers={"Accept-Language": header} if header else {})
    assert language_of(answer) == expected
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["Vary"].split(", "))


def test_account_decides_before_the_browser(app, client, hall):
    sign_in(client, "ana@example.org")
    assert language_of(client.get("/account", headers=GERMAN)) == "de"
    choose(app, "ana@example.org", "en")
    answer = client.get("/account", headers=GERMAN)
    assert (language_of(answer), "Accept-Language" in answer.headers.get("Vary", "")) == (
        "en",
        False,
    )
    choose(app, "ana@example.org", "de")
    assert language_of(client.get("/account")) == "de"
    assert language_of(client.get("/teams/no-such-team")) == "de"


def test_account_page_changes_the_language_and_answers_in_it(app, client, hall):
    sign_in(client, "ana@example.org")
    submit(client, "/account", "Save", locale="de")
    answer = client.get("/account")
    assert language_of(answer) == "de"
    assert '<option selected value="de">' in answer.text
    assert "Ihr Profil ist gespeichert." in answer.text


def test_unknown_language_is_refused_beside_its_field(app, client, hall):
    sign_in(client, "ana@example.org")
    answer = submit(client, "/account", "Save", locale="xx")
    assert (answer.status_code, 'aria-invalid="true"' in answer.text) == (422, True)
    with app.app_context():
        assert User.find_by_email("ana@example.org").locale is None


def test_new_account_keeps_the_language_of_its_browser(app, client):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    fields = {"name": "Ben", "email": "ben@example.org", "password": "three quiet harbours"}
    submit(client, "/register", "Konto anlegen", **fields)
    with app.app_context():
        assert User.find_by_email("ben@example.org").locale == "de"
    [mail] = app.extensions["mail_outbox"]
    assert mail.subject == "Bestätigen Sie Ihre E-Mail-Adresse"


def test_app_chooses_the_language_of_its_pages(app, client, hall):
    with app.app_context():
        registered, _secret = factories.make_client()
        db.session.commit()
        shown = App(registered.client_id, None)
    path = authorize_path(shown, ui_locales="fr de-AT en")
    asked = client.get(path)
    assert language_of(client.get(asked.location)) == "de"
    sign_in(client, "ana@example.org")
    choose(app, "ana@example.org", "en")
    assert language_of(client.get(path)) == "de"
    assert language_of(client.get(authorize_path(shown, ui_locales="fr"))) == "en"


@pytest.mark.parametrize("path", ["/api/v1/me", "/oauth/userinfo", "/openapi.json"])
def test_programs_are_answered_in_english(client, path):
    answers = [client.get(path), client.get(path, headers=GERMAN)]
    english, german = [answer.json | {"request_id": ""} for answer in answers]
    assert english == german
    assert "Accept-Language" not in answers[1].headers.get("Vary", "")


def test_cached_page_is_one_for_each_language(app, client, hall):
    add(app, "Spring night")
    english = client.get("/harbour-hall")
    german = client.get("/harbour-hall", headers=GERMAN)
    assert (language_of(english), language_of(german)) == ("en", "de")
    assert english.headers["ETag"] != german.headers["ETag"]
    assert {"Accept-Language", "Cookie"} <= set(english.headers["Vary"].split(", "))
    tag = {"If-None-Match": english.headers["ETag"]}
    known = client.get("/harbour-hall", headers=tag)
    assert known.status_code == 304
    assert "Accept-Language" in known.headers["Vary"]
    assert client.get("/harbour-hall", headers=tag | GERMAN).status_code == 200


def test_frame_is_in_the_language_of_its_site(app, client, hall):
    add(app, "Spring night")
    client.set_cookie("lang", "de")
    assert language_of(client.get("/harbour-hall/embed")) == "en"
    assert language_of(client.get("/harbour-hall/embed?lang=de")) == "de"
    assert language_of(client.get("/harbour-hall/embed?lang=en", headers=GERMAN)) == "en"
    answer = client.get("/harbour-hall/embed", headers=GERMAN)
    assert (language_of(answer), answer.headers["Vary"]) == ("de", "Accept-Language")
