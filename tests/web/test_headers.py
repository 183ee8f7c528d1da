"""Security headers of every response."""

import pytest
from flask import Response

from app.web import headers
from tests.support.settings import make_settings


@pytest.fixture
def add(app):
    """Return the headers that a response gets."""

    def add(response=None, prepare=lambda: None):
        with app.test_request_context("/teams"):
            prepare()
            return headers.add_headers(response or Response("text")).headers

    return add


def test_page_is_in_no_frame_and_its_forms_stay_here(add):
    sent = add()
    assert sent["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in sent["Content-Security-Policy"]
    assert sent["Content-Security-Policy"].endswith("form-action 'self'")
    assert sent["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in sent


def test_admitted_frames_are_our_own(add):
    sent = add(prepare=headers.admit_own_frames)
    assert sent["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in sent["Content-Security-Policy"]


def test_header_of_a_view_stays(add):
    assert add(Response(headers={"Cache-Control": "public"}))["Cache-Control"] == "public"


def test_response_without_content_has_no_content_type(add):
    assert "Content-Type" not in add(Response(status=204))


class TestHttps:
    """An installation that is reached by https."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        url = "https://events.example"
        return make_settings(database_url=database_url, stagedoor_home=tmp_path, public_url=url)

    def test_browsers_keep_to_https(self, add):
        assert add()["Strict-Transport-Security"] == "max-age=31536000"
