"""My apps, and the page of one."""

import html
import re

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_secret import ClientSecret
from tests.support import factories
from tests.support.client_pages import (
    NEW,
    URI,
    make,
    make_client_of,
    register_app,
    stored,
)
from tests.support.forms import find_form
from tests.support.markup import compact
from tests.support.people import sign_in

NEXT = re.compile(r'rel="next" href="([^"]+)"')


@pytest.fixture
def dev(app, client):
    """The client, signed in as a developer."""
    make(app, lambda: factories.make_user("dev@example.org", name="Dev Ito"))
    sign_in(client, "dev@example.org")
    return client


def test_list_has_a_row_an_app_with_teams_and_last_request(app, dev):
    def build():
        owner = db.session.scalars(db.select(factories.User)).one()
        client, _secret = factories.make_client(owner, name="Poster Board")
        for _team in range(3):
            organizer = factories.make_user()
            grant = factories.make_grant(client, organizer, factories.make_team(organizer))
            grant.last_used_at = grant.created_at - 7200
        return client.client_id

    client_id = make(app, build)
    page = compact(dev.get("/developer/apps").text)
    assert f'href="/developer/apps/{client_id}"' in page
    assert '<span class="num">3</span><span class="row-label">teams</span>' in page
    assert "2 hours ago" in page
    assert f'data-copy="{client_id}"' in page


def test_list_finds_by_name_client_id_and_status(app, dev):
    first = make_client_of(app, "dev@example.org", name="Poster Board")
    make_client_of(app, "dev@example.org", name="Tide Calendar")
    for query in ("poster", "POSTER b", "póster", first, f" {first[:20]} "):
        page = dev.get("/developer/apps", query_string={"q": query}).text
        assert "Poster Board</a>" in page
        assert "Tide Calendar</a>" not in page
    assert "Tide Calendar</a>" in dev.get("/developer/apps?status=live").text
    assert "No app matches" in dev.get("/developer/apps?status=suspended").text


@pytest.mark.both_databases
@pytest.mark.parametrize("query", ["%", "_", "\\", "'", "\x00", "\ud83d", "x" * 5000])
def test_any_search_text_is_just_text(app, dev, query):
    make_client_of(app, "dev@example.org", name="Poster Board")
    answer = dev.get("/developer/apps", query_string={"q": query.encode("utf-8", "replace")})
    assert answer.status_code == 200
    assert "No app matches" in answer.text


def test_developer_without_apps_is_invited_to_make_one(dev):
    page = dev.get("/developer/apps").text
    assert "No apps yet" in page
    assert f'href="{NEW}"' in page


def test_list_is_the_persons_own(app, dev):
    make_client_of(app, "other@example.org", name="Foreign App")
    assert "Foreign App" not in dev.get("/developer/apps").text


def test_app_of_another_developer_is_as_unknown_as_none(app, dev):
    """Every page and every act answers 404."""
    foreign = make_client_of(app, "other@example.org")
    with app.app_context():
        secret_id = db.session.scalars(db.select(ClientSecret)).one().public_id
    token = find_form(dev.get(NEW).text, "Create app").fields["csrf_token"][0]
    for client_id in (foreign, "sd_app_unknown", "%00", "x" * 300):
        for path in ("", "/edit", "/secrets", f"/secrets/{secret_id}/revoke", "/delete"):
            url = f"/developer/apps/{client_id}{path}"
            assert dev.get(url).status_code == 404, url
            sent = dev.post(url, data={"csrf_token": token, "name": "X", "redirect_uris": URI})
            assert sent.status_code in ((404, 405) if path == "" else (404,)), url
    assert stored(app, lambda c: (c.name != "X", len(c.live_secrets))) == (True, 1)


def test_stranger_is_sent_to_sign_in_and_comes_back(client):
    answer = client.get("/developer/apps/new?name=Tide")
    assert answer.location == "/login?next=/developer/apps/new?name%3DTide"


def test_page_names_the_endpoints_under_the_public_address(dev):
    page = dev.get(register_app(dev).location).text
    for path in ("/oauth/authorize", "/oauth/token", "/oauth/revoke",
                 "/.well-known/oauth-authorization-server"):  # fmt: skip
        assert f'data-copy="http://localhost{path}"' in page


def test_new_app_shows_first_steps_and_a_used_one_its_use(app, dev):
    page = dev.get(register_app(dev).location)
    assert "First steps" in page.text
    assert "Hear of changes at once" in page.text

    def use():
        organizer = factories.make_user()
        client = db.session.scalars(db.select(Client)).one()
        grant = factories.make_grant(client, organizer, factories.make_team(organizer))
        grant.last_used_at = grant.created_at

    make(app, use)
    used = dev.get(page.request.path).text
    assert "First steps" not in used
    assert "Teams connected" in used


def test_suspended_app_says_why(app, dev):
    path = register_app(dev).location
    make(app, lambda: db.session.scalars(db.select(Client)).one().suspend("Sent spam"))
    page = dev.get(path).text
    assert "An operator suspended this app" in page
    assert "Sent spam" in page
    assert "tell an operator" in page
    assert "btn-primary" not in page
    assert "First steps" not in page
    assert "Reason: Sent spam" in dev.get("/developer/apps").text


def test_name_that_looks_like_anothers_is_pointed_out(app, dev):
    path = register_app(dev, name="Poster Board").location
    assert "looks the same" not in dev.get(path).text
    make_client_of(app, "other@example.org", name="P\u00f3ster board")
    assert "looks the same by its name" in dev.get(path).text


def test_list_goes_on_behind_its_last_row(app, dev, monkeypatch):
    monkeypatch.setattr("app.models.clients.client_search.PAGE", 2)
    for number in range(5):
        make_client_of(app, "dev@example.org", name=f"App {number}")
    seen, url = [], "/developer/apps?q=app"
    while url:
        page = dev.get(url).text
        seen += re.findall(r">(App \d)</a>", page)
        url = html.unescape(found[1]) if (found := NEXT.search(page)) else None
    assert seen == ["App 4", "App 3", "App 2", "App 1", "App 0"]
