"""The application is configured from its settings."""

import pytest

from app import factory
from app.config import UnsafeSettingsError
from tests.support.settings import make_settings


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("https://events.example.org", ["events.example.org", "127.0.0.1", "localhost"]),
        ("http://127.0.0.1:5000", ["127.0.0.1", "127.0.0.1", "localhost"]),
        ("https://[2001:db8::1]:8443", ["[2001:db8::1]", "127.0.0.1", "localhost"]),
    ],
    ids=["name", "loopback", "IPv6"],
)
def test_trusted_hosts_are_the_public_one_and_loopback(url, hosts):
    assert factory.trusted_hosts(make_settings(public_url=url)) == hosts


def test_session_cookie_is_for_https_where_the_site_is(app, tmp_path):
    assert app.config["SESSION_COOKIE_NAME"] == "stagedoor"
    settings = make_settings(public_url="https://a.example", stagedoor_home=tmp_path)
    factory.configure(app, settings)
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-stagedoor"
    assert app.config["SESSION_COOKIE_SECURE"]


def test_unsafe_settings_make_no_application():
    with pytest.raises(UnsafeSettingsError, match="PUBLIC_URL"):
        factory.create_app(make_settings(stagedoor_env="production"))
