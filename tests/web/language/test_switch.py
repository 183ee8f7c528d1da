"""The links with which visitors change the language."""

import re

import pytest

from tests.support.hall import add
from tests.support.people import sign_in


def link_in(answer) -> str | None:
    found = re.search(r'<a href="([^"]+)"\s+hreflang="(?:de|en)"', answer.text)
    return found and found[1].replace("&amp;", "&")


def test_link_leads_back_to_the_page_in_the_other_language(client):
    page = client.get("/login?next=/account/apps%3Fa%3D1")
    assert link_in(page) == "?next=/account/apps%3Fa%3D1&lang=de"
    answer = client.get("/login" + link_in(page))
    assert (answer.status_code, answer.location) == (303, "/login?next=/account/apps%3Fa%3D1")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("lang=de; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    german = client.get(answer.location)
    assert ('<html lang="de"' in german.text, link_in(german)) == (
        True,
        "?next=/account/apps%3Fa%3D1&lang=en",
    )
    client.get("/login?lang=en")
    assert '<html lang="en"' in client.get("/login", headers={"Accept-Language": "de"}).text


def test_no_cookie_is_set_before_someone_chooses(client):
    assert "lang=" not in "".join(client.get("/docs").headers.getlist("Set-Cookie"))


def test_account_has_the_language_instead_of_a_link(client, hall):
    sign_in(client, "ana@example.org")
    assert link_in(client.get("/")) is None


def test_cached_page_repeats_no_query_of_another_visitor(app, client, hall):
    add(app)
    assert link_in(client.get("/harbour-hall?from=a-mail")) == "?lang=de"


@pytest.mark.parametrize("query", ["lang=fr", "lang=", "lang=de%0d%0aX: y"])
def test_unknown_language_changes_nothing(client, query):
    assert client.get(f"/login?{query}").status_code == 200


def test_programs_and_forms_are_not_redirected(client):
    assert client.get("/openapi.json?lang=de").status_code == 200
    assert client.post("/login?lang=de").status_code != 303


def test_path_of_another_host_is_not_led_to(client):
    answer = client.get("//evil.example/?lang=de")
    assert answer.status_code != 303 or answer.location.startswith("/")
    assert "//evil" not in answer.headers.get("Location", "")
