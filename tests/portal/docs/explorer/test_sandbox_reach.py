"""What a try may change: the sandbox, and apps that were registered by a try."""

import html
import json
import re

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.clients.registrations.registration_token import RegistrationToken
from app.models.credentials.access_token import AccessToken
from app.models.grants.grant import Grant
from app.models.trials import sandbox
from tests.support import client_pages, factories
from tests.support.forms import submit
from tests.support.people import sign_in

DEV = "dev@example.org"
OAUTH = "/docs/api/oauth"


@pytest.fixture
def client_id(app):
    return client_pages.make_client_of(app, DEV, name="Poster Board")


@pytest.fixture
def browser(app, client_id):
    client = app.test_client()
    sign_in(client, DEV)
    return client


def send(browser, operation, **values):
    """(status of the page, status that it shows, text of the page)."""
    page = submit(browser, f"{OAUTH}/{operation}", "Send", **values)
    status = re.search(r'class="status-code [^"]*">(\d+)<', page.text)
    text = html.unescape(re.sub(r"<[^>]+>", "", page.text))
    return page.status_code, status and status[1], text


def make_grant(app, client_id, *, in_sandbox):
    """(id of the developer's grant to their own app, its access token, its refresh token)."""

    def build():
        user = User.find_by_email(DEV)
        team = sandbox.open_for(user) if in_sandbox else factories.make_team(user)
        grant = factories.make_grant(Client.find(client_id), user, team)
        return grant.public_id, *factories.make_tokens(grant)

    return client_pages.make(app, build)


def test_registration_that_was_tried_is_changed_and_deleted_by_tries(app, browser):
    _page, status, text = send(browser, "register-client")
    assert status == "201"
    [client_id] = set(re.findall(r'"client_id": "(\w+)"', text))
    [token] = set(re.findall(r'"registration_access_token": "(\w+)"', text))
    values = {"path-client_id": client_id, "token": token}
    assert send(browser, "show-registration", **values)[1] == "200"
    assert send(browser, "delete-registration", **values)[1] == "204"
    with app.app_context():
        assert Client.find(client_id) is None


@pytest.mark.parametrize("operation", ["delete-registration", "replace-registration"])
def test_app_that_registered_itself_is_not_changed_by_a_try(app, browser, operation):
    metadata = {"redirect_uris": ["https://a.example.org/cb"], "client_name": "Tide Table"}
    registered = app.test_client().post("/oauth/register", json=metadata).json
    token = registered["registration_access_token"]
    values = {"path-client_id": registered["client_id"], "token": token}
    assert send(browser, operation, **values)[:2] == (422, None)
    assert send(browser, "show-registration", **values)[1] == "200"
    with app.app_context():
        assert Client.find(registered["client_id"]).status == Status.LIVE
        assert RegistrationToken.find(token) is not None


def test_own_grant_for_another_team_is_neither_ended_nor_spent_nor_reported(
    app, browser, client_id
):
    grant_id, access, refresh = make_grant(app, client_id, in_sandbox=False)
    report = json.dumps({"credentials": [f"https://example.org/?token={access}"]})
    refreshed = f"grant_type=refresh_token\nrefresh_token={refresh}"
    tries = [
        ("end-grant", {"path-grant_id": grant_id}),
        ("revoke-token", {"body": f"token={access}"}),
        ("revoke-token", {"body": f"token={refresh.upper()}"}),
        ("issue-token", {"body": refreshed}),
        ("report-credentials", {"body": report}),
    ]
    for operation, values in tries:
        page, status, text = send(browser, operation, **values)
        assert (page, status) == (422, None), operation
        assert not {access, refresh, refresh.upper()} & set(re.findall(r"\w+", text)), operation
    assert send(browser, "introspect-token", body=f"token={access}")[1] == "200"
    with app.app_context():
        assert db.session.scalars(db.select(Grant).where(Grant.public_id == grant_id)).one().is_live
        assert AccessToken.find(access).revoked_at is None


def test_own_grant_for_the_sandbox_is_ended(app, browser, client_id):
    grant_id, access, _refresh = make_grant(app, client_id, in_sandbox=True)
    assert send(browser, "revoke-token", body=f"token={access}")[1] == "200"
    assert send(browser, "end-grant", **{"path-grant_id": grant_id})[1] == "204"


def test_page_fills_in_no_grant_of_another_team(app, browser, client_id):
    grant_id, _access, _refresh = make_grant(app, client_id, in_sandbox=False)
    assert grant_id not in browser.get(f"{OAUTH}/end-grant").text
    inside, _access, _refresh = make_grant(app, client_id, in_sandbox=True)
    assert inside in browser.get(f"{OAUTH}/end-grant").text
