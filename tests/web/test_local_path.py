"""Where a page may send somebody next."""

import pytest

from app.web import local_path

OURS = (
    "/",
    "/teams",
    "/oauth/authorize?client_id=a&redirect_uri=https%3A%2F%2Fapp.example%2Fcb",
    "/teams?q=a//b",
    "/a%2F%2Fevil.example",
    "/x#part",
)
NOT_OURS = {
    "another site": "https://evil.example/",
    "another scheme": "javascript:alert(1)",
    "no scheme": "//evil.example",
    "three slashes": "///evil.example",
    "backslash": "/\\evil.example",
    "backslash later": "/a\\..\\evil",
    "tab": "/\t/evil.example",
    "line break": "/\r\nSet-Cookie: x=1",
    "NUL": "/\x00",
    "space": "/ evil",
    "not ASCII": "/\u2044evil.example",
    "relative": "teams",
    "empty": "",
    "dot and slashes": "/.//evil.example",
    "broken address": "//[evil",
    "endless": "/" + "a" * 8_000,
}


@pytest.mark.parametrize("path", OURS)
def test_path_of_this_site_is_kept_as_it_is(path):
    assert local_path.clean(path) == path


@pytest.mark.parametrize("target", NOT_OURS.values(), ids=NOT_OURS)
def test_anything_else_is_dropped(target):
    assert local_path.clean(target) is None


def test_absent_target_is_dropped():
    assert local_path.clean(None) is None


def test_present_request_is_written_byte_for_byte(app):
    target = "/oauth/authorize?scope=a%20b&state=%2B%FF+~&redirect_uri=https://a.example/cb?x=1"
    with app.test_request_context(target):
        assert local_path.present() == target


def test_raw_bytes_of_a_path_come_back_as_they_were_sent(app):
    with app.test_request_context("/caf%C3%A9%20x"):
        assert local_path.present() == "/caf%C3%A9%20x"
