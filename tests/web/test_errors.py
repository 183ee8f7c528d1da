"""What people and programs see when something goes wrong."""

import psycopg
import pytest
from flask import abort
from sqlalchemy.exc import DBAPIError, OperationalError

from app.extensions import db
from app.web.problems import PROBLEMS
from tests.support.factories import make_user
from tests.support.forms import find_form
from tests.support.people import sign_in

PAGE, PROGRAM = "/broken/{}", "/api/broken/{}"


@pytest.fixture
def app(app):
    """The app with pages that fail as asked."""

    def fail(status):
        if status == 500:
            raise ZeroDivisionError("secret detail")
        if status == 503:
            raise OperationalError("SELECT secret", {}, Exception("no connection"))
        abort(status)

    app.add_url_rule("/broken/<int:status>", view_func=fail, endpoint="broken")
    app.add_url_rule("/api/broken/<int:status>", view_func=fail, endpoint="broken_api")
    app.testing = False  # as in production, a fault becomes a page
    return app


@pytest.mark.parametrize("status", PROBLEMS)
def test_person_gets_a_page_with_a_heading_and_a_way_on(status, client):
    answer = client.get(PAGE.format(status))
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert answer.text.count("<h1>") == 1
    assert 'href="/"' in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("status", PROBLEMS)
def test_program_gets_json_with_the_same_facts_under_every_dialects_name(status, client):
    answer = client.get(PROGRAM.format(status))
    assert (answer.status_code, answer.json["status"]) == (status, status)
    assert answer.json["error"] == PROBLEMS[status].code
    assert answer.json["error_description"] == answer.json["message"] == answer.json["detail"]
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]
    assert "secret" not in answer.text


@pytest.mark.parametrize("status", PROBLEMS)
def test_description_is_what_oauth_allows(status):
    """Printable ASCII without quotes and backslashes (RFC 6749 section 5.2)."""
    text = PROBLEMS[status].description
    assert text.isascii()
    assert text.isprintable()
    assert not set(text) & {'"', "\\"}


def test_fault_of_ours_shows_its_number(client):
    answer = client.get(PAGE.format(500))
    assert answer.headers["X-Request-ID"] in answer.text


def test_fault_of_theirs_shows_none(client):
    answer = client.get(PAGE.format(404))
    assert answer.headers["X-Request-ID"] not in answer.text


def test_busy_database_says_when_to_come_back(client):
    assert client.get(PAGE.format(503)).headers["Retry-After"] == "2"


@pytest.mark.parametrize("path", ["/fails-over", "/api/fails-over"])
def test_database_that_is_a_standby_says_so_too(path, app, client):
    def fail():
        error = psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT")
        raise DBAPIError.instance("INSERT", {}, error, psycopg.Error)

    app.add_url_rule(path, view_func=fail, endpoint="fails_over")
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert ("json" in answer.mimetype) == path.startswith("/api/")


@pytest.mark.parametrize("path", ["/account", "/broken/500", "/broken/404", "/no/such/page"])
def test_error_page_needs_no_database(path, app, client, monkeypatch):
    """With the database gone, a signed-in person still gets a page."""
    with app.app_context():
        make_user("ana@example.org")
        db.session.commit()
    sign_in(client, "ana@example.org")

    def refuse(*_args, **_options):
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    monkeypatch.setattr(db.session, "scalar", refuse)
    monkeypatch.setattr(db.session, "execute", refuse)
    answer = client.get(path)
    expected = {"/account": 503, "/broken/500": 500}.get(path, 404)
    assert (answer.status_code, answer.mimetype) == (expected, "text/html")


def test_team_that_is_called_like_a_path_of_programs_has_pages(client):
    for slug in ("metrics-museum", "readyz-hall"):
        assert client.get(f"/{slug}").mimetype == "text/html"
    assert client.post("/metrics").mimetype == "application/json"


def test_wrong_method_names_the_right_ones(client):
    answer = client.get("/logout")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


@pytest.mark.parametrize("path", ["/", "/login", "/static/css/main.css", "/nowhere"])
@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:80", "a b"]
)
def test_foreign_host_gets_a_plain_400(path, host, client):
    answer = client.get(path, headers={"Host": host})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert "evil" not in answer.text


def test_foreign_host_of_a_program_gets_json(client):
    answer = client.get("/api/v1/me", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_large_form_is_too_much(client):
    answer = client.post("/login", data={"password": "x" * 1_100_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("name", ["email", "password", "csrf_token", "next"])
@pytest.mark.parametrize("value", [b"%ff", b"%00", b"%ed%a0%80", b"a" * 60_000], ids=repr)
def test_odd_bytes_in_a_form_are_refused_kindly(name, value, client):
    form = find_form(client.get("/login").text, "Sign in")
    fields = {"csrf_token": form.fields["csrf_token"][0], "email": "a@example.org", "password": "x"}
    fields.pop(name, None)
    body = "&".join(f"{key}={given}" for key, given in fields.items()).encode()
    body += b"&" + name.encode() + b"=" + value
    answer = client.post("/login", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {400, 422}


class TestExpiredForm:
    """A form whose token no longer fits."""

    TEXT = "A long description that somebody wrote for an hour."

    def send(self, client, **headers):
        state = ["ask", "draft", "request", "sequence", "ticket", "team", "whatever"]
        fields = dict.fromkeys(state, "state that the page carried along")
        fields |= {"description": self.TEXT, "password": self.TEXT}
        return client.post("/login", data=fields, headers=headers)

    def test_text_that_somebody_wrote_is_not_lost(self, client):
        answer = self.send(client, **{"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 400
        assert "This page has expired" in answer.text
        assert answer.text.count(self.TEXT) == 1
        assert "state that the page carried along" not in answer.text

    def test_way_back_to_the_form_is_offered(self, client):
        answer = client.post("/login?next=/teams", data={"email": "a@example.org"})
        assert 'href="/login?next=/teams"' in answer.text

    @pytest.mark.parametrize("path", ["/logout", "//evil.example/x", "/account/sessions/1/end"])
    def test_address_without_a_page_of_its_own_is_not(self, path, client):
        answer = client.post(path)
        assert "Open the form again" not in answer.text
        assert "evil.example" not in answer.text

    def test_text_of_another_site_is_not_shown(self, client):
        answer = self.send(client, **{"Sec-Fetch-Site": "cross-site"})
        assert self.TEXT not in answer.text


@pytest.mark.parametrize("path", ["/login", "/register", "/forgot", "/", "/nowhere"])
def test_pages_are_kept_by_no_cache_and_shared_with_no_site(path, client):
    headers = client.get(path, headers={"Origin": "https://evil.example"}).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in headers


def test_method_override_is_ignored(client):
    answer = client.get("/login", headers={"X-HTTP-Method-Override": "POST"})
    assert answer.status_code == 200
