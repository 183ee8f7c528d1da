"""The consent page to look at: the real words, and nothing to press."""

import re

import pytest

from app.extensions import db
from tests.support import factories
from tests.support.client_pages import make, make_client_of
from tests.support.people import sign_in


@pytest.fixture
def path(app, client):
    """The preview's path, for the signed-in developer of the app, who has no team."""
    client_id = make_client_of(app, "dev@example.org", name="Poster <Board>")
    sign_in(client, "dev@example.org")
    return f"/developer/apps/{client_id}/consent-preview"


def test_preview_holds_no_form_no_link_and_no_ticket(client, path):
    page = client.get(path, query_string={"scope": "events:read events:write"}).text
    assert "Poster &lt;Board&gt;" in page
    assert "Add, change and cancel" in page
    assert "Authorize" in page
    assert "<form" not in page
    assert not re.search(r"<a\b[^>]*href", page.partition("<body")[2])
    assert 'name="request" value=""' in page


def test_developer_without_a_team_sees_how_one_is_chosen(app, client, path):
    assert "Your team" in client.get(path).text
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(factories.Team.id))) == 0


def test_preview_can_be_framed_by_our_own_pages_only(client, path):
    headers = client.get(path).headers
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    other = client.get("/developer/apps").headers
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    assert other["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("scope", ["", "admin", "\x00", "x" * 5000])
def test_unknown_scopes_show_the_usual_ones(client, path, scope):
    page = client.get(path, query_string={"scope": scope})
    assert page.status_code == 200
    assert "See this team&#39;s events" in page.text


@pytest.mark.parametrize("profile", ["gancio", "eventtemple", "kagibag"])
def test_every_way_of_working_can_be_looked_at(app, client, path, profile):
    address = ("https://other.example/cb",)
    other = make_client_of(
        app, "dev@example.org", name="Other", profile=profile, redirect_uris=address
    )
    assert client.get(f"/developer/apps/{other}/consent-preview").status_code == 200


@pytest.mark.parametrize("status", ["pending", "refused", "suspended"])
def test_app_in_any_state_can_be_looked_at(app, client, path, status):
    def turn():
        db.session.scalars(db.select(factories.Client)).one().status = status

    make(app, turn)
    assert client.get(path).status_code == 200


def test_preview_of_another_developers_app_is_unknown(app, client, path):
    foreign = make_client_of(app, "other@example.org", name="Other")
    assert client.get(f"/developer/apps/{foreign}/consent-preview").status_code == 404
