"""Where apps may have news sent to."""

import pytest

from app.outbound import hook_address
from tests.support.settings import make_settings

ON_THIS_MACHINE = ["http://127.0.0.1:3000/x", "http://localhost/x", "http://[::1]:8080/x"]


@pytest.fixture
def allows(app):
    """Ask as an installation in ``environment``."""

    def allows(url, environment="development"):
        app.config["SETTINGS"] = make_settings(stagedoor_env=environment)
        with app.app_context():
            return hook_address.is_allowed(url)

    return allows


@pytest.mark.parametrize("environment", ["development", "production"])
@pytest.mark.parametrize(
    "url", ["https://a.example/x?y=1", "https://a.example:443/", "https://93.184.216.34/x"]
)
def test_public_https_is_allowed_everywhere(allows, environment, url):
    assert allows(url, environment)


@pytest.mark.parametrize("url", ON_THIS_MACHINE)
def test_this_machine_is_allowed_in_development_only(allows, url):
    assert allows(url)
    assert not allows(url, "production")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.example",
        "http://a.example/x",
        "http://10.0.0.1/x",
        "https://a.example:8443/x",
        "https://a.example:80/x",
        "https://a.example:99999/x",
        "https://user:secret@a.example/x",
        "https://10.0.0.1/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/x",
        "https://localhost/x",
        "https://printer.local/x",
        "https://intranet/x",
        "https://127.1/x",
        "https://" + "a" * 64 + ".example/x",
        "ftp://a.example/x",
    ],
)
def test_every_other_address_is_refused(allows, url):
    assert not allows(url)
