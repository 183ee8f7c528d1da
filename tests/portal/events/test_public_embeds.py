"""The events of a team in a frame on another site."""

import re

import pytest

from tests.support.api import recorded_statements
from tests.support.hall import add
from tests.support.people import sign_in


def test_frame_is_for_every_site_and_has_no_script(app, client, hall):
    add(app, "Spring night")
    add(app, "Own", visibility="private")

    frame = client.get("/harbour-hall/embed")
    policy = frame.headers["Content-Security-Policy"].split("; ")
    assert {"frame-ancestors *", "default-src 'none'"} <= set(policy)
    assert "X-Frame-Options" not in frame.headers
    assert "<script" not in frame.text
    assert ("Spring night" in frame.text, "Own" in frame.text) == (True, False)
    links = re.findall(r"<a [^>]*>", frame.text)
    assert links
    assert all('target="_top"' in link and 'rel="noopener"' in link for link in links)


def test_no_cookie_changes_the_frame_and_none_is_set(app, client, hall):
    add(app)
    sign_in(client, "ed@example.org")
    client.set_cookie("theme", "dark")

    with recorded_statements(app) as statements:
        own = client.get("/harbour-hall/embed")
    assert not [text for text in statements if "browser_session" in text]
    alike = app.test_client().get("/harbour-hall/embed")
    assert own.data == alike.data
    for frame in (own, alike):
        assert "Set-Cookie" not in frame.headers
        assert "Cookie" not in frame.headers.get("Vary", "")
        assert frame.headers["Cache-Control"] == "public, max-age=60"
    assert client.get("/account").status_code == 200  # still signed in


def test_site_chooses_theme_colour_and_tag(app, client, hall):
    add(app, "Spring night", tags=("jazz",))
    add(app, "Choir")

    frame = client.get("/harbour-hall/embed?theme=dark&accent=0B7285&tag=jazz").text
    assert 'data-theme="dark"' in frame
    assert 'href="/embed/0b7285.css"' in frame
    assert ("Spring night" in frame, "Choir" in frame) == (True, False)
    colours = client.get("/embed/0b7285.css")
    assert (colours.mimetype, "#0b7285" in colours.text) == ("text/css", True)


@pytest.mark.parametrize(
    "query", ["theme=pink", "accent=red", "accent=%230b7285", "accent=0b7285;}"]
)
def test_colour_that_is_none_is_refused(app, client, hall, query):
    add(app)
    refused = client.get(f"/harbour-hall/embed?{query}")
    assert refused.status_code == 400
    assert refused.headers["X-Frame-Options"] == "DENY"
    assert client.get("/embed/red.css").status_code == 404


def test_page_offers_the_frame(app, client, hall):
    add(app)
    assert "http://localhost/harbour-hall/embed" in client.get("/harbour-hall").text
