"""What search engines are told."""

import re
import xml.etree.ElementTree as ElementTree

import pytest

from app.extensions import db
from app.models.event_queries import sitemap
from app.models.events.event import Event
from tests.support.hall import add

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HALL = "http://localhost/harbour-hall"


def entries_of(answer) -> dict[str, str | None]:
    """The lastmod of each address."""
    root = ElementTree.fromstring(answer.data)
    return {entry.findtext(f"{SITEMAP}loc"): entry.findtext(f"{SITEMAP}lastmod") for entry in root}


@pytest.mark.both_databases
def test_sitemap_lists_what_is_public_with_its_last_change(app, client, hall, clock):
    clock.at = 1_800_000_000
    add(app, "Spring night")
    clock.at += 60
    add(app, "Called off", status="cancelled")
    for number, hidden in enumerate(({"status": "draft"}, {"visibility": "unlisted"})):
        add(app, f"Hidden {number}", **hidden)
    first = client.get("/sitemap.xml")

    assert entries_of(first) == {
        HALL: "2027-01-15T08:01:00Z",
        f"{HALL}/spring-night": "2027-01-15T08:00:00Z",
        f"{HALL}/called-off": "2027-01-15T08:01:00Z",
    }
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/sitemap.xml", headers=tag).status_code == 304
    clock.at += 60
    with app.app_context():
        db.session.scalars(db.select(Event).where(Event.slug == "called-off")).one().delete()
        db.session.commit()
    assert entries_of(client.get("/sitemap.xml", headers=tag)) == {
        HALL: "2027-01-15T08:02:00Z",
        f"{HALL}/spring-night": "2027-01-15T08:00:00Z",
    }


@pytest.mark.both_databases
def test_long_sitemap_is_an_index_of_parts(app, client, hall, monkeypatch):
    for number in range(3):
        add(app, f"Event {number}")
    with app.app_context():
        last = db.session.scalar(db.select(db.func.max(Event.id)))
    monkeypatch.setattr(sitemap, "IDS", last - 1)

    index = entries_of(client.get("/sitemap.xml"))
    assert list(index) == [
        f"http://localhost/sitemap-{number + 1}.xml" for number in range(len(index))
    ]
    parts = [entries_of(client.get(url.removeprefix("http://localhost"))) for url in index]
    pages = [url for part in parts for url in part]
    assert f"{HALL}/event-2" in parts[1]
    assert sorted(pages) == [HALL, *(f"{HALL}/event-{number}" for number in range(3))]
    for number in (0, len(index) + 1, "x"):
        assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_robots_name_the_sitemap(app, client):
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert "Sitemap: http://localhost/sitemap.xml" in answer.text.splitlines()
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("path", "is_open"),
    [
        ("/teams-of-rome", True),
        ("/teamsters/night", True),
        ("/accountants", True),
        ("/teams", False),
        ("/teams?after=1", False),
        ("/teams/harbour-hall/events", False),
        ("/account", False),
        ("/account/tickets", False),
    ],
)
def test_crawlers_are_kept_from_our_own_pages_and_from_no_teams(client, path, is_open):
    lines = client.get("/robots.txt").text.splitlines()
    rules = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")]
    patterns = [re.escape(rule).replace(r"\$", "$") for rule in rules]  # RFC 9309 section 2.2.3
    assert any(re.match(pattern, path) for pattern in patterns) is not is_open
