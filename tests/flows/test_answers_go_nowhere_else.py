"""No address that already carries a parameter of our answers is registered, by whichever door."""

import json

import pytest

from app.extensions import db
from app.factory import create_app
from app.models.clients.client import Client
from app.models.clients.client_search import find_by_direct_uri
from app.models.clients.redirect_uri import RedirectURI
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.client_pages import NEW, URI, make_client_of, register_app, stored
from tests.support.direct_token_flow import link
from tests.support.forms import find_form, submit
from tests.support.people import sign_in

pytestmark = pytest.mark.both_databases

BAD = "https://app.example/cb?page=1&co%2564e[]=planted"
OLD = "https://old.example/cb?state=planted"


@pytest.fixture
def dev(app, client):
    """The browser of a developer with one app, registered before this was refused."""
    client_id = make_client_of(app, "dev@example.org", name="Tide", redirect_uris=(URI,))
    with app.app_context():
        row = RedirectURI(uri=OLD, client=Client.find(client_id))
        db.session.add(row)
        db.session.commit()
    sign_in(client, "dev@example.org")
    return client


def test_page_of_a_new_app(app, dev):
    for uri in (BAD, f"{URI}\n{BAD}"):
        answer = register_app(dev, redirect_uris=uri)
        assert answer.status_code == 422
        assert "Remove the parameter “code”" in answer.text
    assert flow.count(app, Client) == 1


def test_manifest(app, dev):
    manifest = json.dumps({"client_name": "Poster", "redirect_uris": [BAD]})
    form = find_form(submit(dev, f"{NEW}/manifest", "Fill in", manifest=manifest).text, "Create")
    assert "“code”" in dev.post(form.action, data=form.fields).text
    assert flow.count(app, Client) == 1


@pytest.mark.parametrize("page", ["edit", "redirect-uris"])
def test_changes(app, dev, page):
    path = f"/developer/apps/{stored(app, lambda c: c.client_id)}/{page}"
    answer = submit(dev, path, "Save", redirect_uris=f"{URI}\n{BAD}")
    assert answer.status_code == 422
    assert "Line 2: Remove the parameter “code”" in answer.text
    assert stored(app, lambda c: c.registered_uris()) == [URI, OLD]


def test_programs_that_register_themselves(app, client):
    """The error names the parameter, and repeats nothing else of what was sent."""
    for path, body, options in (
        ("/oauth/register", {"client_name": "Tide", "redirect_uris": [BAD]}, "json"),
        ("/api/client", {"client_name": "Tide", "redirect_uris": BAD}, "json"),
        ("/api/client", {"client_name": "Tide", "redirect_uris": [URI, BAD]}, "json"),
        ("/api/client", {"client_name": "Tide", "redirect_uris": BAD}, "data"),
    ):
        answer = client.post(path, **{options: body})
        assert (answer.status_code, answer.json["error"]) == (400, "invalid_redirect_uri")
        assert "parameter code" in answer.json["error_description"]
        assert "planted" not in answer.text
    assert flow.count(app, Client) == 0


def test_unregistered_app(settings, client):
    app = create_app(settings.model_copy(update={"direct_token": "open"}))
    for uri in (BAD, "https://app.example/cb?token=planted", "https://app.example/cb?STATE"):
        answer = app.test_client().get(link(redirect_uri=uri))
        assert (answer.status_code, "Location" in answer.headers) == (400, False)


def test_address_registered_earlier_keeps_working_and_its_developer_is_warned(app, dev):
    """Until they change the list; other changes of the app are possible."""
    olivia, browser = flow.make_organizer(app), app.test_client()
    sign_in(browser, olivia)
    client_id = stored(app, lambda c: c.client_id)
    tide = flow.App(client_id, None, OLD)
    assert flow.decide(browser, tide).location.startswith(f"{OLD}&code=")
    page = dev.get(f"/developer/apps/{client_id}/redirect-uris").text
    assert "Register this redirect URI without “state”" in page
    path = f"/developer/apps/{client_id}/scopes"
    assert submit(dev, path, "Save", scopes=["events:read"]).status_code == 302
    assert submit(dev, f"/developer/apps/{client_id}/redirect-uris", "Save").status_code == 422
    with app.app_context():
        assert [row.uri for row in RedirectURI.list_with_answer_parameters()] == [OLD]
        assert find_by_direct_uri(OLD) is not None


def test_address_of_a_deleted_app_is_not_listed(app, dev):
    with app.app_context():
        db.session.scalars(db.select(Client)).one().delete()
        factories.make_client(redirect_uris=(f"{URI}?page=code",))
        db.session.commit()
        assert RedirectURI.list_with_answer_parameters() == []
