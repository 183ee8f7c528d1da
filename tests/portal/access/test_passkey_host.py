"""Passkeys are offered at the host name they belong to, which on this computer is localhost."""

import pytest

from app.portal.access import passkey_host
from tests.support.settings import make_settings

PAGE = "/account/security"


@pytest.fixture
def settings(public_url, database_url, tmp_path):
    return make_settings(database_url=database_url, stagedoor_home=tmp_path, public_url=public_url)


@pytest.mark.parametrize(
    ("public_url", "host", "there"),
    [
        ("http://127.0.0.1:5000", "localhost:5000", None),
        ("http://127.0.0.1:5000", "127.0.0.1:5000", "http://localhost:5000/account/security?a=1"),
        ("http://localhost:5000", "127.0.0.1:5000", "http://localhost:5000/account/security?a=1"),
        ("http://[::1]:5000", "[::1]:5000", "http://localhost:5000/account/security?a=1"),
        ("https://events.example", "events.example", None),
    ],
)
def test_page_elsewhere_leads_to_the_one_where_they_work(public_url, host, there, app):
    with app.test_request_context(f"{PAGE}?a=1", headers={"Host": host}):
        assert passkey_host.is_here() == (there is None)
        assert passkey_host.same_page_there() == there


@pytest.mark.parametrize("public_url", ["https://192.0.2.7"])
def test_ip_address_of_another_computer_has_none(public_url, app):
    with app.test_request_context(PAGE, headers={"Host": "192.0.2.7"}):
        assert not passkey_host.is_here()
        assert passkey_host.same_page_there() is None
