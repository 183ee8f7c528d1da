"""The request class: a view may take larger bodies, also where the form is read before it."""

import random
from urllib.parse import parse_qsl, unquote_to_bytes

import pytest
from flask import request
from werkzeug.exceptions import BadRequest

from app.web.body_reads import RECEIVED
from app.web.request_class import MAX_STRAY_PERCENTS, read_form, takes_up_to

LIMIT = 1024 * 1024
RECEIVED_WHOLE = {RECEIVED: True, "wsgi.input_terminated": True}


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


@pytest.mark.parametrize("size", [0, LIMIT, LIMIT + 1])
def test_body_that_was_received_whole_has_the_same_limit(app, size):
    """It is read as it is, not by Werkzeug's buffers."""
    app.add_url_rule("/size", view_func=lambda: str(len(request.get_data())), methods=["POST"])
    app.config.update(WTF_CSRF_ENABLED=False)
    body = {"data": b"x" * size, "environ_overrides": RECEIVED_WHOLE}
    answer = app.test_client().post("/size", **body)
    assert answer.status_code == (413 if size > LIMIT else 200)
    assert size > LIMIT or answer.text == str(size)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_form_that_was_received_whole_is_read(app, kind):
    app.add_url_rule("/form", view_func=lambda: request.form["more"], methods=["POST"])
    app.config.update(WTF_CSRF_ENABLED=False)
    form = {"data": {"text": "x", "more": "y"}, "content_type": kind}
    answer = app.test_client().post("/form", **form, environ_overrides=RECEIVED_WHOLE)
    assert answer.text == "y"


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


PIECES = (b"%", b"=", b"&", b"+", b"a", b"4", b"C3", b"%C3%A9", b"%41", b"%3d", b"%25", b"\xc3\xa9")
MORE_PIECES = (b"\r\n", b"_", b" ", b"\0", b"%0A", b"=\n", b"%26", b"\xc3")


def test_form_is_read_as_the_standard_library_reads_it():
    choose = random.Random(6749)  # the same bodies in each run
    for _number in range(3_000):
        body = b"".join(choose.choices(PIECES + MORE_PIECES, k=choose.randint(0, 12)))
        assert fields_of(body) == as_usual(body), body


def fields_of(body):
    """What we read; None for a form that is refused."""
    try:
        return read_form(body)
    except BadRequest:
        return None


def as_usual(body):
    """The same by urllib, whose ``unquote`` takes half a second for a megabyte of percent signs."""
    try:
        unquote_to_bytes(body).decode()
        return parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except ValueError:
        return None


def test_percent_signs_that_encode_nothing_stay_unless_they_are_very_many():
    assert read_form(b"a=100% %ZZ") == [("a", "100% %ZZ")]
    with pytest.raises(BadRequest):
        read_form(b"%" * MAX_STRAY_PERCENTS)


@pytest.mark.parametrize("header", ["form-data", "form-data; a=b", 'form-data; filename="x"', ""])
@pytest.mark.parametrize("path", ["/login", "/oauth/token", "/api/client"])
def test_part_without_a_name_is_refused(app, path, header):
    body = f"--b\r\nContent-Disposition: {header}\r\n\r\nx\r\n--b--\r\n".encode()
    form = {"data": body, "content_type": "multipart/form-data; boundary=b"}
    assert app.test_client().post(path, **form).status_code == 400


def test_view_that_takes_large_files_takes_no_larger_form(app, upload):
    app.config["MAX_FORM_MEMORY_SIZE"] = LIMIT
    assert upload("/large", LIMIT + 1) == 413
    assert upload("/large", LIMIT - 5) == 200


ZONES = ("-99999999999999", "+99999999999999", "-9999", "+9999", "GMT", "nowhere")


@pytest.mark.parametrize("name", ["If-Modified-Since", "If-Unmodified-Since", "If-Range"])
@pytest.mark.parametrize("zone", ZONES)
def test_date_that_is_none_is_ignored(app, name, zone):
    """Wherever dates are compared: in documents, files and feeds."""
    headers = {name: f"Sun, 29 Nov 1970 22:12:29 {zone}", "Range": "bytes=0-1"}
    for path in ("/openapi.json", "/static/css/main.css", "/static/img/connect/long-light.svg"):
        assert app.test_client().get(path, headers=headers).status_code < 300
