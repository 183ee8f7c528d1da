"""The id of a request is ours, and that of its answer."""

from app.callers import request_id


def test_view_reads_the_id_that_its_answer_has(app, client):
    app.add_url_rule("/id", view_func=request_id.current)
    answer = client.get("/id", headers={"X-Request-ID": "req_aaaaaaaaaaaaaaaa"})
    assert answer.text == answer.headers["X-Request-ID"] != "req_aaaaaaaaaaaaaaaa"


def test_context_without_a_request_from_outside_has_none(app):
    with app.test_request_context("/"):
        assert request_id.current() == ""
