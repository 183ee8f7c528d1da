"""The form for a new app, sent more than once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.extensions import db
from app.models.clients.client import Client
from tests.support import factories
from tests.support.client_pages import NEW, URI, make, register_app, shown_secret, stored
from tests.support.forms import submit
from tests.support.people import sign_in

APP = {"name": "Poster Board", "redirect_uris": URI}


@pytest.fixture
def dev(app, client):
    """The client, signed in as a developer."""
    make(app, lambda: factories.make_user("dev@example.org"))
    sign_in(client, "dev@example.org")
    return client


def client_id(client):
    """Return the client's id."""
    return client.client_id


def test_form_sent_twice_makes_one_app_whose_page_shows_the_secret(app, dev):
    """A double click: the browser follows the second answer and never sees the first."""
    page = dev.get(NEW)
    first, second = (submit(dev, NEW, "Create app", page=page, **APP) for _ in range(2))
    assert first.location == second.location == f"/developer/apps/{stored(app, client_id)}"
    assert shown_secret(dev.get(second.location).text)
    assert submit(dev, NEW, "Create app", page=page, **APP).location == first.location


def test_another_form_or_another_text_makes_another_app(app, dev):
    page = dev.get(NEW)
    submit(dev, NEW, "Create app", page=page, **APP)
    submit(dev, NEW, "Create app", page=page, **{**APP, "website": "https://app.example"})
    register_app(dev, draft="not one of ours")
    register_app(dev, draft="not one of ours")
    with app.app_context():
        assert db.session.query(Client).count() == 4


@pytest.mark.both_databases
def test_form_sent_four_times_at_once_makes_one_app(app, dev):
    page = dev.get(NEW)
    cookie = dev.get_cookie("stagedoor").value

    def send(_number):
        browser = app.test_client()
        browser.set_cookie("stagedoor", cookie)
        return submit(browser, NEW, "Create app", page=page, **APP).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(send, range(4))) == [302] * 4
    assert stored(app, client_id)
