"""Which forms were opened before the session changed, and which are forged."""

import pytest
from flask_wtf.csrf import CSRFError, generate_csrf

from app.web.connect_chain import stale_form


def is_stale(app, token, reason="The CSRF tokens do not match.", name="csrf_token"):
    with app.test_request_context("/login", method="POST", data={name: token}):
        return stale_form.is_stale(CSRFError(reason))


@pytest.fixture
def token(app):
    """The token of a page that was shown in a session before."""
    with app.test_request_context("/login"):
        return generate_csrf()


def test_token_of_a_former_session_is_stale(app, token):
    assert is_stale(app, token)
    assert is_stale(app, token, name="proof-csrf_token")


def test_token_under_a_former_key_is_stale(app, token):
    app.config["SECRET_KEY_FALLBACKS"] = [app.config["SECRET_KEY"]]
    app.config["SECRET_KEY"] = "k" * 40
    assert is_stale(app, token)


@pytest.mark.parametrize("forged", ["", "x", "a.b.c", "\x00"])
def test_any_other_token_is_forged(app, forged):
    assert not is_stale(app, forged)


def test_page_of_another_site_is_forged(app, token):
    assert not is_stale(app, token, "The referrer does not match the host.")
