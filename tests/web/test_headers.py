"""Security headers of every response."""

import pytest
from flask import Response
from werkzeug.test import run_wsgi_app

from app.web import headers
from app.web.headers import AnswerHeaders
from tests.support.settings import make_settings


@pytest.fixture
def complete(app):
    """The headers that an answer to a request for the path leaves with."""

    def complete(response=None, path="/teams", prepare=lambda response: None):
        with app.test_request_context(path) as context:
            response = response or Response("text")
            prepare(response)
            answer = run_wsgi_app(AnswerHeaders(response, app), context.request.environ)
        return answer[2]

    return complete


def test_page_is_in_no_frame_and_its_forms_stay_here(complete):
    sent = complete()
    assert sent["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in sent["Content-Security-Policy"]
    assert sent["Content-Security-Policy"].endswith("form-action 'self'")
    assert sent["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in sent


def test_admitted_frames_are_our_own(complete):
    sent = complete(prepare=lambda _response: headers.admit_own_frames())
    assert sent["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in sent["Content-Security-Policy"]


def test_header_of_a_view_stays(complete):
    assert complete(Response(headers={"Cache-Control": "public"}))["Cache-Control"] == "public"


def test_response_without_content_has_no_content_type(complete):
    assert "Content-Type" not in complete(Response(status=204))


def test_frame_of_any_site_has_a_policy_of_its_own(complete):
    sent = complete(prepare=headers.admit_every_frame)
    assert "frame-ancestors *" in sent["Content-Security-Policy"]
    assert "X-Frame-Options" not in sent
    assert sent["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_no_header_is_there_twice(complete):
    for path in ("/teams", "/oauth/authorize", "/api/v1/me"):
        sent = complete(Response(headers={"cache-control": "public"}), path)
        names = [name.lower() for name, _value in sent]
        assert len(names) == len(set(names)) > 7


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/login", 200),
        ("GET", "/static/css/main.css", 200),
        ("GET", "/teams", 302),
        ("POST", "/login", 400),
        ("GET", "/nowhere", 404),
        ("GET", "/api/v1/nowhere", 404),
        ("DELETE", "/login", 405),
        ("OPTIONS", "/login", 200),
        ("GET", "/fail", 500),
    ],
)
def test_every_answer_has_them(app, client, method, path, status):
    app.testing = False
    app.add_url_rule("/fail", view_func=lambda: 1 / 0)
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert headers.PAGE.keys() - {"Cross-Origin-Opener-Policy"} <= set(answer.headers.keys())
    assert answer.headers["X-Request-ID"].startswith("req_")


class TestHttps:
    """An installation that is reached by https."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        url = "https://events.example"
        return make_settings(database_url=database_url, stagedoor_home=tmp_path, public_url=url)

    def test_browsers_keep_to_https(self, complete):
        assert complete()["Strict-Transport-Security"] == "max-age=31536000"
