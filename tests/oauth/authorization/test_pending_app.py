"""An app that waits for review: its own developer can try it, nobody else meets it."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.people import sign_in

MAKER = "devi@example.org"


@pytest.fixture
def waiting(app, olivia):
    """A confidential app in review whose maker owns a team."""
    flow.make_organizer(app, MAKER, "workshop")
    with app.app_context():
        client, secret = factories.make_client(
            User.find_by_email(MAKER), name="Ticket Box", profile="eventpop", scopes="events:read"
        )
        client.status = "pending"
        db.session.commit()
        return flow.App(client.client_id, secret)


def change(app, client_id, act):
    """Do ``act`` to the app and commit."""
    with app.app_context():
        act(Client.find(client_id))
        db.session.commit()


def give_away(app, client_id):
    """Let another developer own the app: what stands was given by somebody else then."""
    change(app, client_id, lambda client: setattr(client, "owner", factories.make_user()))


def test_nobody_else_can_let_it_in(app, browser, waiting):
    page = browser.get(flow.authorize_path(waiting))
    assert page.status_code == 400
    assert "waiting for review" in page.text
    assert "Location" not in page.headers


def test_signed_out_person_is_asked_to_sign_in_and_never_sent_to_it(client, waiting):
    assert client.get(flow.authorize_path(waiting)).location.startswith("/login")
    assert client.get(flow.authorize_path(waiting, prompt="none")).status_code == 400


def test_its_maker_tries_it_on_their_own_team(app, client, waiting):
    sign_in(client, MAKER)
    page = client.get(flow.authorize_path(waiting)).text
    assert "This app waits for review" in page
    assert "You made it, so you can try it on your own teams." in page

    tokens = flow.connect(app, waiting, MAKER)
    assert flow.is_live(app, tokens["access_token"])
    refreshed = flow.refresh(app.test_client(), waiting, tokens["refresh_token"])
    assert refreshed.status_code == 200


@pytest.mark.both_databases
def test_token_works_only_under_a_permission_of_its_maker(app, waiting):
    tokens = flow.connect(app, waiting, MAKER)
    give_away(app, waiting.id)
    assert not flow.is_live(app, tokens["access_token"])
    refused = flow.refresh(app.test_client(), waiting, tokens["refresh_token"])
    assert refused.json["error"] == "invalid_grant"

    change(app, waiting.id, lambda client: client.review())
    assert flow.is_live(app, tokens["access_token"])


def test_code_of_somebody_else_buys_nothing(app, client, waiting):
    sign_in(client, MAKER)
    code = flow.obtain_code(client, waiting)
    give_away(app, waiting.id)
    answer = flow.exchange(app.test_client(), waiting, code)
    assert answer.json["error"] == "invalid_grant"


def test_page_shown_while_live_cannot_be_answered_while_it_waits(app, browser, waiting):
    change(app, waiting.id, lambda client: client.review())
    page = browser.get(flow.authorize_path(waiting))
    change(app, waiting.id, lambda client: setattr(client, "status", "pending"))
    answer = flow.submit(browser, "/oauth/authorize", button="Authorize", page=page)
    assert answer.status_code == 400


def test_it_gets_nothing_for_itself(machine, waiting):
    body = {"grant_type": "client_credentials", **waiting.credentials()}
    refused = machine.post("/oauth/token", data=body).json
    assert refused["error"] == "unauthorized_client"
    assert "waits for review" in refused["error_description"]


@pytest.mark.parametrize("act", ["refuse", "suspend"])
def test_refused_or_suspended_it_does_not_even_serve_its_maker(app, client, waiting, act):
    tokens = flow.connect(app, waiting, MAKER)
    change(app, waiting.id, lambda made: getattr(made, act)("It asks for passwords."))
    assert not flow.is_live(app, tokens["access_token"])
    answer = flow.refresh(app.test_client(), waiting, tokens["refresh_token"])
    assert answer.json["error"] == "invalid_client"
    sign_in(client, MAKER)
    page = client.get(flow.authorize_path(waiting))
    assert page.status_code == 400
    assert ("It asks for passwords." in page.text) == (act == "suspend")
