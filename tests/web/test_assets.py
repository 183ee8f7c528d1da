"""Stylesheets, scripts and images: kept for good by browsers, and new when they change."""

import re

import pytest

from app.web.assets import fingerprint

FOR_GOOD = "public, max-age=31536000, immutable"


@pytest.fixture
def address(app):
    """A function from a file's name to the address that pages link."""
    return app.jinja_env.globals["asset_url"]


def test_page_links_files_that_browsers_keep(client):
    page = client.get("/login").text
    linked = re.findall(r'(?:href|src)="(/static/[^"#]+)', page)
    assert len(set(linked)) >= 3
    for path in set(linked):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_GOOD)


@pytest.mark.parametrize(
    ("filename", "kind"),
    [
        ("css/main.css", "text/css"),
        ("js/main.js", "text/javascript"),
        ("img/icons.svg", "image/svg+xml"),
    ],
)
def test_file_says_what_it_is(client, address, filename, kind):
    assert client.get(address(filename)).mimetype == kind


def test_stylesheet_is_one_file(client, address):
    text = client.get(address("css/main.css")).text
    assert "@import" not in text
    assert text.index("@layer reset, base") < text.index("@layer reset {")
    assert ".page-head" in text


def test_images_of_stylesheets_are_found(client, address):
    stylesheet = address("css/main.css")
    images = re.findall(r'url\("\.\./([^"]+)"\)', client.get(stylesheet).text)
    assert images
    for image in images:
        assert client.get(address(image)).status_code == 200


@pytest.mark.parametrize("filename", ["css/main.css", "js/main.js"])
def test_other_release_is_answered_but_not_for_good(client, filename):
    answer = client.get(f"/static/v/0000000000000000/{filename}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


@pytest.mark.parametrize("filename", ["nothing.css", "../wsgi.py", "%2e%2e/wsgi.py", "css/"])
def test_what_is_not_there_is_not_found_nor_kept(client, address, filename):
    answer = client.get(address("css/main.css").replace("css/main.css", filename))
    assert answer.status_code == 404
    assert "max-age" not in answer.headers["Cache-Control"]


def test_every_change_gives_another_address(tmp_path):
    seen = {fingerprint(tmp_path)}
    for name, content in [("a", "1"), ("a", "2"), ("b", "2")]:
        (tmp_path / name).write_text(content)
        seen.add(fingerprint(tmp_path))
    (tmp_path / "a").rename(tmp_path / "c")
    assert len(seen | {fingerprint(tmp_path)}) == 5


def test_other_files_are_asked_for_again(client):
    assert "max-age=2592000" not in client.get("/static/css/main.css").headers["Cache-Control"]
