"""A deprecated view says so in every answer, in the document and in the reference."""

from datetime import date

import pytest
from flask import abort

from app.openapi import document, routes
from app.openapi.operation import Answer, Operation, describe
from app.web.deprecations.deprecation import Deprecation

SOON = Deprecation(date(2026, 11, 30), date(2027, 5, 31), "Use /api/v1/new instead.")
OPEN_END = Deprecation(date(2026, 11, 30), None, "Use /api/v1/new instead.")


@pytest.fixture
def client(app):
    """A client of an application with deprecated views, which exist only here."""
    add(app, "/api/v1/old", "api.show_old", SOON)
    add(app, "/api/v1/older", "api.show_older", OPEN_END)
    return app.test_client()


def add(app, path, endpoint, deprecation):
    operation = Operation(
        "events", f"Read {path}", "As it was.", {200: Answer("Text.")}, deprecation=deprecation
    )

    def view():
        if path.endswith("older"):
            abort(404)
        return {}

    app.add_url_rule(path, endpoint, describe(operation)(view))


def test_answer_has_both_headers_and_where_to_read_more(client):
    answer = client.get("/api/v1/old")
    assert answer.headers["Deprecation"] == "@1795996800"  # RFC 9745: a date of structured fields
    assert answer.headers["Sunset"] == "Mon, 31 May 2027 00:00:00 GMT"  # RFC 8594: an HTTP date
    links = answer.headers.getlist("Link")
    assert links == [
        f'<http://localhost/changelog>; rel="{relation}"; type="text/html"'
        for relation in ("deprecation", "sunset")
    ]
    assert "Deprecation" in answer.headers["Access-Control-Expose-Headers"]
    assert "Sunset" in answer.headers["Access-Control-Expose-Headers"]


def test_error_has_it_too_and_without_a_day_there_is_no_sunset(client):
    answer = client.get("/api/v1/older")
    assert answer.status_code == 404
    assert answer.headers["Deprecation"] == "@1795996800"
    assert "Sunset" not in answer.headers


def test_other_answers_have_neither(client):
    headers = client.get("/api/v1/me").headers
    assert "Deprecation" not in headers
    assert "Sunset" not in headers


def test_document_marks_the_operation_and_names_the_headers(app, client):
    app.extensions.pop(routes.KEY, None)
    with app.app_context():
        described = document.build(app)["paths"]["/api/v1/old"]["get"]
        usual = document.build(app)["paths"]["/api/v1/me"]["get"]
    assert described["deprecated"] is True
    assert {"Deprecation", "Sunset"} <= described["responses"]["200"]["headers"].keys()
    assert "deprecated" not in usual


def test_reference_and_changelog_show_it(app, client):
    app.extensions.pop(routes.KEY, None)
    for path in ("/docs/api/events/show-old", "/changelog"):
        page = client.get(path).text
        assert "Use /api/v1/new instead." in page, path
        assert '<time datetime="2027-05-31">' in page, path


def test_end_is_announced_half_a_year_before():
    Deprecation(date(2027, 1, 1), date(2027, 6, 30), "Use another.")
    with pytest.raises(ValueError, match="180 days"):
        Deprecation(date(2027, 1, 1), date(2027, 6, 29), "Use another.")
