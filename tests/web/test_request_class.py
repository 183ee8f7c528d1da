"""The request class: a view may take larger bodies, also where the form is read before it."""

import pytest
from flask import request

from app.web.request_class import takes_up_to

LIMIT = 1024 * 1024


@pytest.fixture
def upload(app):
    """A function that posts a form of so many bytes to a view of its own; its status."""

    @takes_up_to(2 * LIMIT)
    def take():
        return str(len(request.form["text"]))

    app.add_url_rule("/large", view_func=take, methods=["POST"])
    app.config.update(WTF_CSRF_ENABLED=False, MAX_FORM_MEMORY_SIZE=None)
    client = app.test_client()
    return lambda path, size: client.post(path, data={"text": "x" * size}).status_code


def test_view_takes_what_it_says(upload):
    assert upload("/large", 2 * LIMIT - 100) == 200
    assert upload("/large", 2 * LIMIT) == 413


def test_other_views_take_a_megabyte(upload):
    assert upload("/login", LIMIT + 1) == 413


@pytest.mark.parametrize("body", [b"name=%ED%A0%80", b"name=\xff", b"%ff=x", b"name=%C3"])
def test_form_that_is_no_text_is_refused(app, body):
    """In the format of its callers."""
    form = {"data": body, "content_type": "application/x-www-form-urlencoded"}
    assert app.test_client().post("/login", **form).status_code == 400
    for path in ("/oauth/token", "/api/client"):
        answer = app.test_client().post(path, **form)
        assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_form_of_very_many_fields_is_not_read(app):
    form = {"content_type": "application/x-www-form-urlencoded"}
    for more, status in ((998, 401), (1000, 400)):
        body = "grant_type=client_credentials&client_id=x" + "&more=1" * more
        assert app.test_client().post("/oauth/token", data=body, **form).status_code == status


ZONES = ("-99999999999999", "+99999999999999", "-9999", "+9999", "GMT", "nowhere")


@pytest.mark.parametrize("name", ["If-Modified-Since", "If-Unmodified-Since", "If-Range"])
@pytest.mark.parametrize("zone", ZONES)
def test_date_that_is_none_is_ignored(app, name, zone):
    """Wherever dates are compared: in documents, files and feeds."""
    headers = {name: f"Sun, 29 Nov 1970 22:12:29 {zone}", "Range": "bytes=0-1"}
    for path in ("/openapi.json", "/static/css/main.css", "/static/img/connect/long-light.svg"):
        assert app.test_client().get(path, headers=headers).status_code < 300
