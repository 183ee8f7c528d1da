"""Feeds in every format, checked against the rules of each."""

import csv
import io
import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import icalendar
import pytest

from app.api.feed_formats.formats import FORMATS
from tests.support.api import EVENTS, assert_problem
from tests.support.hall import add

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = {
    "title": "</script>]]> =HYPERLINK(1) A\\nATTENDEE:mailto:x@y;B,C " + "ü" * 100,
    "summary": "=2+5]]>&amp;<b>",
    "venue_name": "@SUM(1)",
    "description_html": "<p>]]>&lt;/script&gt; 日本語のとても長い説明 BEGIN:VEVENT</p>" * 30,
    "tags": ("-1", "a,b", "<tag>"),
}


def titles_of(answer, format):
    """The titles in the feed, as a parser of others finds them."""
    assert answer.status_code == 200, answer.text
    if format == "ics":
        found = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
        return [str(one["SUMMARY"]) for one in found]
    if format == "csv":
        return [row["title"] for row in rows_of(answer)]
    if format == "atom":
        return [one.findtext(f"{ATOM}title") for one in entries_of(answer)]
    if format == "rss":
        return [one.findtext("title") for one in ElementTree.fromstring(answer.data).iter("item")]
    if format == "json":
        return [one["title"] for one in answer.get_json(force=True)["items"]]
    listed = answer.get_json(force=True)["itemListElement"]
    return [one["item"]["name"] for one in listed]


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def entries_of(answer):
    return ElementTree.fromstring(answer.data).findall(f"{ATOM}entry")


every_format = pytest.mark.parametrize("format", FORMATS)
paged = pytest.mark.parametrize("format", ["atom", "rss", "json", "jsonld"])


@every_format
def test_every_format_has_the_events_and_the_filters_of_the_list(app, reader, format):
    add(app, "Four", tags=("sea",))
    assert sorted(titles_of(reader.get(f"{EVENTS}.{format}"), format)) == sorted(
        reader.titles(EVENTS)
    )
    assert titles_of(reader.get(f"{EVENTS}.{format}?tag=sea"), format) == ["Four"]
    assert titles_of(reader.get(f"/api/v1/organizer/events.{format}?q=two"), format) == ["Two"]


@every_format
def test_state_is_answered_once_and_the_same(app, reader, clock, format):
    first = reader.get(f"{EVENTS}.{format}")
    clock.advance(3600)
    again = reader.get(f"{EVENTS}.{format}")
    tag, changed = first.headers["ETag"], first.headers["Last-Modified"]

    assert (again.data, again.headers["ETag"]) == (first.data, tag)
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert again.headers["Vary"] == "Accept, Authorization"
    assert again.headers["X-Content-Type-Options"] == "nosniff"
    for known in ({"if_none_match": tag}, {"if_modified_since": changed}):
        same = reader.get(f"{EVENTS}.{format}", **known)
        assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", tag)
    add(app, "News")
    news = reader.get(f"{EVENTS}.{format}", if_none_match=tag)
    assert "News" in titles_of(news, format)
    assert news.headers["Last-Modified"] != changed


@every_format
def test_hostile_text_stays_text(app, reader, format):
    add(app, **HOSTILE)
    answer = reader.get(f"{EVENTS}.{format}")

    assert any(HOSTILE["title"] in title for title in titles_of(answer, format))
    assert b"</script>" not in answer.data or format in {"ics", "csv", "json"}
    if format == "ics":
        assert answer.data.count(b"\nBEGIN:VEVENT") == 4
        assert b"\nATTENDEE" not in answer.data
        assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    if format == "csv":
        [row] = [row for row in rows_of(answer) if HOSTILE["title"] in row["title"]]
        assert (row["summary"][:2], row["venue_name"][:2], row["tags"][:2]) == ("'=", "'@", "'-")


@every_format
@pytest.mark.parametrize(
    ("query", "error"), [("status=gone", "invalid_request"), ("colour=red", "invalid_request")]
)
def test_query_without_meaning_is_a_problem(reader, format, query, error):
    assert_problem(reader.get(f"{EVENTS}.{format}?{query}"), 400, error)


@every_format
def test_feed_is_for_who_may_read_the_list(app, reader, client, format):
    assert_problem(
        reader.get(f"/api/v1/organizer/other-team/events.{format}"), 403, "access_denied"
    )
    assert_problem(client.get(f"{EVENTS}.{format}"), 401, "unauthorized")


@paged
def test_pages_follow_one_another_without_gap_or_repeat(app, reader, format):
    for number in range(4):
        add(app, f"More {number}", tags=("more",))
    address, found = f"{EVENTS}.{format}?limit=3&tag=more", []
    while address:
        answer = reader.get(address)
        found += titles_of(answer, format)
        link = answer.headers.get("Link", "")
        address = link[len("<http://localhost") : link.index(">")] if link else None

    assert sorted(found) == [f"More {number}" for number in range(4)]


@paged
def test_cursor_of_another_feed_is_refused(reader, format):
    link = reader.get(f"{EVENTS}.{format}?limit=1").headers["Link"]
    cursor = link.partition("cursor=")[2].partition(">")[0]
    other = "atom" if format == "jsonld" else "jsonld"

    for address in (f"{EVENTS}.{other}?cursor={cursor}", f"{EVENTS}.{format}?cursor={cursor}&q=x"):
        assert_problem(reader.get(address), 400, "invalid_cursor")
    assert_problem(reader.get(f"{EVENTS}.{format}?cursor=x"), 400, "invalid_cursor")


def test_atom_has_what_rfc_4287_requires(app, reader, clock):
    clock.advance(60)
    add(app, "Late", status="postponed", tags=("sea",))
    feed = ElementTree.fromstring(reader.get(f"{EVENTS}.atom?limit=2").data)

    for element in ("id", "title", "updated", "author/{*}name"):
        assert len(feed.findall(f"{ATOM}{element}")) == 1, element
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://localhost{EVENTS}.atom"
    assert links["alternate"] == "http://localhost/harbour-hall"
    assert links["next"].startswith(f"{links['self']}?limit=2&cursor=")
    ids = set()
    for entry in feed.findall(f"{ATOM}entry"):
        for element in ("id", "title", "updated", "content"):
            assert len(entry.findall(f"{ATOM}{element}")) == 1, element
        ids.add(entry.findtext(f"{ATOM}id"))
    assert len(ids) == 2
    first = feed.find(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}title") == "Postponed: Late"
    assert first.findtext(f"{ATOM}updated") == feed.findtext(f"{ATOM}updated")
    assert datetime.fromisoformat(first.findtext(f"{ATOM}updated")) == datetime.fromtimestamp(
        clock.now(), UTC
    )
    assert first.find(f"{ATOM}category").get("term") == "sea"


def test_rss_has_what_its_specification_requires(reader):
    root = ElementTree.fromstring(reader.get(f"{EVENTS}.rss").data)
    channel = root.find("channel")

    assert root.get("version") == "2.0"
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    for item in channel.findall("item"):
        assert item.findtext("title")
        assert item.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo is not None
    assert len({item.findtext("guid") for item in channel.findall("item")}) == 3


def test_json_feed_has_the_members_of_version_1_1(app, reader):
    add(app, "Elsewhere", url="https://elsewhere.example/x")
    feed = reader.get(f"{EVENTS}.json?limit=2")

    assert feed.content_type == "application/feed+json; charset=utf-8"
    found = feed.get_json(force=True)
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["title"] == "Harbour Hall"
    assert found["feed_url"] == f"http://localhost{EVENTS}.json"
    assert f"<{found['next_url']}>" in feed.headers["Link"]
    for item in found["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert not [name for name, value in item.items() if value is None]
    elsewhere = found["items"][0]
    assert elsewhere["external_url"] == "https://elsewhere.example/x"
    assert elsewhere["url"] == "http://localhost/harbour-hall/elsewhere"


def test_json_ld_has_what_an_event_requires(app, reader):
    add(app, "Online", online_url="https://x.example", status="cancelled")
    found = reader.get(f"{EVENTS}.jsonld").get_json(force=True)

    assert (found["@context"], found["@type"]) == ("https://schema.org", "ItemList")
    for position, listed in enumerate(found["itemListElement"], 1):
        assert (listed["@type"], listed["position"]) == ("ListItem", position)
        event = listed["item"]
        assert event["@type"] == "Event"
        assert all(event[name] for name in ("name", "startDate", "location", "eventStatus"))
    assert event["location"] == [{"@type": "VirtualLocation", "url": "https://x.example"}]
    assert json.dumps(found).count("EventCancelled") == 1


def test_table_is_a_file_with_a_row_for_each_event(reader):
    answer = reader.get(f"{EVENTS}.csv")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="harbour-hall.csv"'
    [first, *_rest] = rows_of(answer)
    assert (first["start"], first["timezone"]) == ("2027-03-20 20:00:00", "Europe/Rome")
    assert first["all_day"] == "no"
