"""What is for programs is declared once."""

from app.openapi.operation import Answer, Operation, describe
from app.web import machine_views

PROGRAM = Operation("oauth", "A", "B", {200: Answer("C")})
PAGE = Operation("oauth", "A", "B", {200: Answer("C")}, opened_by_people=True)


def test_described_view_is_for_programs_unless_people_open_it():
    assert machine_views.is_declared(describe(PROGRAM)(lambda: ""))
    assert not machine_views.is_declared(describe(PAGE)(lambda: ""))
    assert not machine_views.is_declared(lambda: "")


def test_request_is_for_programs_by_its_view_or_its_path(app):
    for path in ("/oauth/token", "/hall/events.ics", "/media/1", "/api/nowhere", "/openapi.json"):
        with app.test_request_context(path, method="OPTIONS"):
            assert machine_views.is_requested(), path
    for path in ("/", "/nowhere", "/oauth/authorize", "/authorize", "/healthz", "/hall/spring"):
        with app.test_request_context(path, method="OPTIONS"):
            assert not machine_views.is_requested(), path
