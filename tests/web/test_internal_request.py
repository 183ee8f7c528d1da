"""Requests to the application's own endpoints."""

from flask import g, session

from app.web import internal_request


def test_response_is_read_as_json_and_formatted(app):
    with app.test_request_context("/"):
        answer = internal_request.ask("GET", "/readyz")
        assert (answer.status, answer.json) == (200, {"status": "ready"})
        assert answer.text == '{\n  "status": "ready"\n}'
        assert answer.request_id.startswith("req_")


def test_response_that_is_no_json_is_text(app):
    with app.test_request_context("/"):
        answer = internal_request.ask("GET", "/login")
        assert answer.json is None
        assert answer.text.startswith("<!DOCTYPE html>")


def test_client_is_vouched_for_in_that_request_alone(app):
    app.add_url_rule("/vouched", view_func=lambda: {"client": internal_request.vouched_client()})
    with app.test_request_context("/", headers={"stagedoor.vouched_client": "sd_app_evil"}):
        assert internal_request.ask("GET", "/vouched").json == {"client": ""}
        answer = internal_request.ask("GET", "/vouched", vouched_client="sd_app_x")
        assert answer.json == {"client": "sd_app_x"}
        assert internal_request.vouched_client() == ""


def test_request_has_its_own_session_and_context(app):
    app.add_url_rule("/own", view_func=lambda: {"own": dict(session), "note": g.get("note")})
    with app.test_request_context("/"):
        g.note = "of the outer request"
        session["key"] = "outer"
        assert internal_request.ask("GET", "/own").json == {"own": {}, "note": None}
