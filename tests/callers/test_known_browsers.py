"""The cookie of known browsers."""

import pytest

from app.callers import known_browsers
from app.factory import create_app
from app.models.values import secret
from tests.support.factories import make_user


@pytest.mark.parametrize(
    ("public_url", "name", "is_secure"),
    [
        ("http://localhost", "stagedoor-browser", False),
        ("https://localhost", "__Host-stagedoor-browser", True),
    ],
)
def test_cookie_is_long_lived_and_for_the_server_alone(settings, public_url, name, is_secure):
    app = create_app(settings.model_copy(update={"public_url": public_url}))
    app.add_url_rule("/sign-in", view_func=greet)
    app.add_url_rule("/refused", view_func=lambda: (greet(), 422))
    client = app.test_client()
    assert client.get("/refused").headers.getlist("Set-Cookie") == []
    client.get("/sign-in", base_url=public_url)
    cookie = client.get_cookie(name)
    assert secret.is_well_formed(secret.Kind.BROWSER_KEY, cookie.value)
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")
    assert (cookie.secure, cookie.max_age) == (is_secure, 365 * 86_400)


def greet():
    known_browsers.recognise(make_user())
    return "welcome"
