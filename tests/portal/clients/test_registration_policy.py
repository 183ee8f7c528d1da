"""Who may register apps, as the operator decides (REGISTRATION)."""

import pytest

from app.models.clients.client import Status
from tests.support import factories
from tests.support.client_pages import (
    NEW,
    URI,
    make,
    register_app,
    stored,
)
from tests.support.forms import find_form
from tests.support.people import sign_in
from tests.support.settings import make_settings


@pytest.fixture
def dev(app, client):
    """The client, signed in as a developer."""
    make(app, lambda: factories.make_user("dev@example.org", name="Dev Ito"))
    sign_in(client, "dev@example.org")
    return client


class TestReviewedInstance:
    """REGISTRATION=review."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return make_settings(
            database_url=database_url, stagedoor_home=tmp_path, registration="review"
        )

    def test_new_app_waits_for_an_operator(self, app, dev):
        page = dev.get(register_app(dev).location).text
        assert stored(app, lambda c: c.status) == Status.PENDING
        assert "An operator looks at this app first" in page
        assert "In review" in dev.get("/developer/apps").text


class TestClosedInstance:
    """REGISTRATION=closed."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return make_settings(
            database_url=database_url, stagedoor_home=tmp_path, registration="closed"
        )

    def test_only_operators_register_apps(self, app, dev):
        token = find_form(dev.get("/account").text).fields["csrf_token"][0]
        sent = dev.post(NEW, data={"csrf_token": token, "name": "A", "redirect_uris": URI})
        assert (dev.get(NEW).status_code, sent.status_code) == (403, 403)
        assert "Only operators register apps here." in dev.get("/developer/apps").text

        make(app, lambda: factories.make_user("admin@example.org", is_operator=True))
        admin = app.test_client()
        sign_in(admin, "admin@example.org")
        assert register_app(admin).status_code == 302
