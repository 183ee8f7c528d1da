"""User codes: typed in any way, kept in a way that cannot be reversed."""

import hashlib

import pytest

from app.models.credentials.devices import user_code


def test_codes_have_thirty_four_bits():
    code = user_code.generate()
    assert len(code) == 8
    assert set(code) <= set("BCDFGHJKLMNPQRSTVWXZ")
    assert user_code.generate() != code


@pytest.mark.parametrize(
    "typed", ["WDJB-MJHT", "wdjbmjht", " wdjb mjht ", "W.D.J.B_MJHT", "wdjb–mjht", "WDJB\tMJHT"]
)
def test_code_is_read_in_any_case_and_with_any_separators(typed):
    assert user_code.read(typed) == "WDJBMJHT"


@pytest.mark.parametrize(
    "typed", ["", "WDJB", "WDJB-MJHT-X", "WDJA-MJHT", "1234-5678", "ß" * 4, "W" * 100_000, "\x00"]
)
def test_anything_else_is_no_code(typed):
    assert user_code.read(typed) is None


def test_code_is_shown_in_two_halves():
    assert user_code.show("WDJBMJHT") == "WDJB-MJHT"


def test_digest_depends_on_the_secret_key(app):
    with app.app_context():
        stored = user_code.digest("WDJBMJHT")
        assert stored != hashlib.sha256(b"WDJBMJHT").hexdigest()
        app.config["SECRET_KEY_FALLBACKS"] = [app.config["SECRET_KEY"]]
        app.config["SECRET_KEY"] = "another key, which has taken its place"
        assert user_code.digest("WDJBMJHT") != stored
        assert stored in user_code.possible_digests("WDJBMJHT")
