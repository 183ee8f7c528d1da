"""The application routes and links as Flask does, and finds nothing out twice."""

from inspect import iscoroutinefunction
from itertools import chain, product

import pytest
from flask import Flask, Response, url_for
from werkzeug.exceptions import SecurityError
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.application import MAX_HOSTS, PlainResponse

HOSTS = ("localhost", "localhost:80", "localhost:443", "127.0.0.1:5000", "[::1]", "[::1]:5000")
REFUSED = (
    *("", "LOCALHOST", "evil.example", "localhost.evil.example", "localhost:x"),
    *("localhost:65536", "a b"),
)
PATHS = ("/login", "//login", "", "/café", "/x?a=%C3%BC&b=\xff")


def pairs_of_requests(app, hosts):
    """The same request twice, with each host, scheme and path."""
    for host, scheme, path in product(hosts, ("http", "https"), PATHS):
        environ = EnvironBuilder(path, f"{scheme}://localhost/base/").get_environ()
        environ["HTTP_HOST"] = host
        yield app.request_class(environ), app.request_class(dict(environ))


def test_second_request_is_routed_as_flask_does(app):
    app.config["TRUSTED_HOSTS"] = [*app.config["TRUSTED_HOSTS"], "[::1]"]
    for first, second in pairs_of_requests(app, HOSTS):
        app.create_url_adapter(first)
        expected = vars(Flask.create_url_adapter(app, second))
        assert vars(app.create_url_adapter(second)) == expected


def test_url_of_the_second_request_has_the_host_that_was_checked(app):
    app.config["TRUSTED_HOSTS"] = [*app.config["TRUSTED_HOSTS"], "[::1]"]
    for first, second in pairs_of_requests(app, HOSTS):
        app.create_url_adapter(first)
        app.create_url_adapter(second)
        assert (second.host, second.url) == (first.host, first.url)


def test_wrong_host_is_refused_however_often(app, client):
    for host in REFUSED:
        answers = [client.get("/healthz", headers={"Host": h}) for h in ("localhost", host, host)]
        assert [answer.status_code for answer in answers] == [200, 400, 400], host
    for pair in pairs_of_requests(app, REFUSED):
        for request in pair:
            with pytest.raises(SecurityError):
                app.create_url_adapter(request)


def test_ports_that_callers_make_up_take_no_memory(app, client):
    for port in range(1, 3 * MAX_HOSTS):
        assert client.get("/healthz", headers={"Host": f"localhost:{port}"}).status_code == 200
    assert len(app._server_names) <= MAX_HOSTS


def test_upgrade_to_another_protocol_is_seen_each_time(client):
    sent = {"Connection": "Upgrade", "Upgrade": "websocket"}
    answers = [client.get("/healthz", headers=headers) for headers in ({}, sent, {}, sent)]
    assert [answer.status_code for answer in answers] == [200, 400, 200, 400]


def test_views_and_hooks_are_plain_functions(app):
    hooks = chain(
        *app.before_request_funcs.values(),
        *app.after_request_funcs.values(),
        *app.teardown_request_funcs.values(),
        app.teardown_appcontext_funcs,
    )
    handlers = (
        handler
        for by_code in app.error_handler_spec.values()
        for by_class in by_code.values()
        for handler in by_class.values()
    )
    functions = [*app.view_functions.values(), *hooks, *handlers]
    assert len(functions) > 100
    assert [function for function in functions if iscoroutinefunction(function)] == []


RESPONSES = {
    "text": lambda kind: kind("körper"),
    "bytes": lambda kind: kind(b"body", 200, [("Content-Type", "text/plain"), ("ETag", '"a"')]),
    "parts": lambda kind: kind([b"a", b"b"]),
    "streamed": lambda kind: kind(iter([b"a", "b"])),
    "texts": lambda kind: kind(["a"]),
    "empty": lambda kind: kind(),
    "created": lambda kind: kind(b"body", 201, {"Location": "/ü"}),
    "moved": lambda kind: kind(b"body", 200, {"Content-Location": "/ü"}),
    "redirect": lambda kind: kind(b"", 302, {"Location": "/ü"}),
    "no content": lambda kind: kind(b"", 204),
    "not modified": lambda kind: kind(b"", 304, {"Last-Modified": "x", "ETag": '"a"'}),
}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("build", RESPONSES.values(), ids=RESPONSES)
def test_response_is_sent_as_flask_sends_it(build, method):
    environ = EnvironBuilder("/", method=method).get_environ()
    sent, expected = (run_wsgi_app(build(kind), environ) for kind in (PlainResponse, Response))
    assert b"".join(sent[0]) == b"".join(expected[0])
    assert sent[1:] == expected[1:]


def test_response_that_needs_no_content_type_is_sent_without_one():
    responses = [kind(None, 304, {"ETag": '"a"'}) for kind in (PlainResponse, Response)]
    for response in responses:
        response.headers.remove("Content-Type")
    environ = EnvironBuilder("/").get_environ()
    sent, expected = (run_wsgi_app(response, environ) for response in responses)
    assert sent[1:] == expected[1:]


def test_response_calls_what_was_to_be_called_at_its_end():
    closed = []
    response = PlainResponse(b"body")
    response.call_on_close(lambda: closed.append(True))
    parts, _status, _headers = run_wsgi_app(response, EnvironBuilder("/").get_environ())
    parts.close()
    assert closed == [True]


def test_response_keeps_a_class_of_its_own(app):
    class Own(Response):
        """As a view may need one."""

    with app.test_request_context("/"):
        assert type(app.make_response(Own("body"))) is Own
        assert type(app.make_response(Response("body"))) is PlainResponse


VALUES = [
    ("portal.home", {}),
    ("portal.show_team", {"slug": "harbour-hall"}),
    ("portal.show_team", {"slug": "å/ b", "q": "a&b", "_anchor": "top", "none": None}),
    ("portal.list_team_events", {"slug": "x", "after": 1}),
    ("portal.list_team_events", {"slug": "x", "after": "1"}),
    ("portal.list_team_events", {"slug": "x", "after": True}),
    ("portal.list_team_events", {"slug": "x", "tag": ["a", "b"]}),
    ("portal.reset_password", {"token": "secret"}),
    ("portal.home", {"_external": True}),
]


@pytest.mark.parametrize(("endpoint", "values"), VALUES)
def test_remembered_address_is_the_one_that_flask_builds(app, endpoint, values):
    with app.test_request_context("/"):
        expected = Flask.url_for(app, endpoint, **values)
        for _time in range(2):
            assert url_for(endpoint, **values) == expected


def test_address_is_below_the_path_at_which_the_application_is_mounted(app):
    with app.test_request_context("/"):
        assert url_for("portal.show_docs") == "/docs"
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/site"}):
        assert url_for("portal.show_docs") == "/site/docs"


def test_unknown_page_is_an_error_each_time(app):
    with app.test_request_context("/"):
        for _time in range(2):
            with pytest.raises(Exception, match="Could not build"):
                url_for("portal.nowhere")
