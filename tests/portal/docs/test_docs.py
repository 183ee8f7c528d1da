"""The documentation's pages: every one is there, whole, and says what the code says."""

import gzip
import re
from html import unescape

import pytest
from markupsafe import escape

from app.extensions import db
from app.models.clients.client import Client
from app.models.values import scopes
from app.openapi.routes import list_routes
from app.portal.docs.pages import PAGES
from app.portal.docs.text import headings
from app.web.problems import PROBLEMS
from tests.conventions.source import PROJECT
from tests.support.factories import make_client, make_team, make_user
from tests.support.markup import compact
from tests.support.people import sign_in

LINK = re.compile(r'<a [^>]*?href="(/[^"#]*)?(?:#([^"]*))?"')
HEAVIEST = 20_000  # bytes, compressed; a page may weigh 60 kB with its styles and scripts


def read(client, path):
    answer = client.get(f"/docs/{path}" if path else "/docs")
    assert answer.status_code == 200, path
    return answer


@pytest.fixture
def pages(client):
    """Every page's HTML by its address."""
    return {f"/docs/{path}" if path else "/docs": read(client, path).text for path in PAGES}


def test_pages_are_light_and_have_each_heading_once(pages):
    for address, page in pages.items():
        assert len(gzip.compress(page.encode())) < HEAVIEST, address
        anchors = [anchor for anchor, _title in headings(page)]
        assert len(anchors) == len(set(anchors)), address
        assert not re.search("{[{%]", page), address


def test_every_link_leads_to_a_page_and_a_heading_on_it(app, pages):
    addresses = app.url_map.bind("localhost")
    for address, page in pages.items():
        for target, anchor in LINK.findall(page):
            place = unescape(target).partition("?")[0]
            assert not place or addresses.test(place), (address, target)
            if anchor and place in {"", *pages}:
                assert f'id="{anchor}"' in pages[place or address], (address, target, anchor)


def test_every_page_says_what_to_do_when_it_fails(pages):
    without = {"connect-buttons", "moving"}  # nothing is called there
    for path in PAGES.keys() - without:
        page = pages[f"/docs/{path}" if path else "/docs"]
        titles = " ".join(title for _anchor, title in headings(page))
        assert re.search("fails|does not|a leak|When to retry", titles), path


@pytest.mark.parametrize("path", ["nothing", "guides", "guides/", "search/x", "moving/", "%00"])
def test_other_addresses_are_not_found(client, path):
    assert client.get(f"/docs/{path}").status_code == 404


def test_quick_start_is_found_under_its_name(client):
    assert client.get("/docs/quick-start").location == "/docs"


def test_pages_follow_each_other_from_the_first_to_the_last(client):
    path, seen = "/docs", []
    while path:
        seen.append(path)
        following = re.search(r'<a rel="next" href="([^"]+)"', client.get(path).text)
        path = following and following[1]
    assert len(seen) == sum(page.is_listed for page in PAGES.values())


@pytest.mark.parametrize("name", scopes.SCOPES)
def test_every_scope_is_explained(name, client):
    page = unescape(client.get("/docs/scopes").text)
    assert f"<code>{name}</code>" in page
    assert str(scopes.SCOPES[name].sentence) in page


def test_every_status_is_explained(client):
    page = compact(client.get("/docs/errors").text)
    for status, problem in PROBLEMS.items():
        row = f'<th scope="row">{status}</th><td class="short"><code>{problem.code}</code>'
        assert row in page


def test_reference_has_every_described_route_with_its_scope(app, pages):
    for route in list_routes(app):
        shown = f"<code>{route.path}</code>"
        rows = [row for row in pages["/docs/api"].split("<tr>") if shown in row]
        [row] = [row for row in rows if escape(str(route.operation.summary)) in row]
        assert not route.scope or f"<code>{route.scope}</code>" in row, route


def test_page_of_the_reference_tells_each_operation_in_the_language_of_choice(client):
    page = unescape(read(client, "api/events?language=php").text)
    assert "'method' => 'PATCH'" in page
    assert '<a href="/docs/api/events?language=php" aria-current="true">PHP</a>' in page
    assert "<code>recurrence.rrule</code>" in page
    assert "The ETag you have read" in page
    strange = read(client, "api/events?language=%00cobol").text
    assert 'aria-current="true">curl</a>' in strange


def test_samples_of_the_reference_carry_the_reader_s_app(client, poster):
    page = unescape(read(client, f"api/oauth?language=python&app={poster}").text)
    assert f'auth=("{poster}", os.environ["CLIENT_SECRET"])' in page
    assert f"language=php&app={poster}" in page or f"app={poster}&language=php" in page


@pytest.fixture
def poster(app, client):
    """The client ID of the app of a developer who is signed in, on one team."""
    with app.app_context():
        dev = make_user("dev@example.org")
        made, _secret = make_client(
            dev, name="Poster Board", redirect_uris=("https://a.example/cb?x='1'",)
        )
        make_client(name="Somebody else's")
        make_team(dev, slug="harbour-hall")
        db.session.commit()
        client_id = made.client_id
    sign_in(client, "dev@example.org")
    return client_id


def test_visitor_sees_placeholders_and_how_to_fill_them_in(client):
    page = client.get("/docs").text
    assert "CLIENT_ID=CLIENT_ID" in page
    assert 'href="/login?next=/docs"' in page


def test_developer_sees_their_own_app_address_and_team_and_no_secret(client, poster):
    page = unescape(client.get("/docs").text)
    assert f"CLIENT_ID={poster}" in page
    assert "redirect_uri=https%3A%2F%2Fa.example%2Fcb%3Fx%3D%271%27" in page
    assert r"REDIRECT_URI='https://a.example/cb?x='\''1'\'''" in page
    assert "organizer/harbour-hall/events" in client.get("/docs/guides/reading-events").text
    for path in PAGES:
        assert "sd_sec_" not in read(client, path).text.replace("sd_sec_…", "")


def test_developer_with_several_apps_chooses_one_and_the_links_keep_it(app, client, poster):
    with app.app_context():
        later, _secret = make_client(Client.find(poster).owner, name="Later", runs_on="browser")
        foreign, _secret = make_client(name="Foreign")
        db.session.commit()
        later_id, foreign_id = later.client_id, foreign.client_id
    assert later_id in client.get("/docs").text
    page = client.get(f"/docs/guides/refresh?app={poster}").text
    assert f"{poster}:$CLIENT_SECRET" in page
    assert f"?app={poster}" in page
    page = client.get(f"/docs?app={foreign_id}").text
    assert foreign_id not in page


def test_samples_of_a_public_app_need_no_secret(app, client, poster):
    with app.app_context():
        make_client(Client.find(poster).owner, name="In a page", runs_on="browser")
        db.session.commit()
    for path in ("", "quick-start/python", "guides/refresh"):
        assert "$CLIENT_SECRET" not in read(client, path).text


def test_repository_points_to_the_pages(app):
    readme = (PROJECT / "docs" / "flows" / "README.md").read_text(encoding="utf-8")
    for path in PAGES:
        if path.startswith("moving/"):
            assert f"`/docs/{path}`" in readme
