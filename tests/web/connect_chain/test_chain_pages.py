"""The connect chain: its pages let every callback work, and nobody can smuggle a form into one."""

import re
from pathlib import Path

import pytest
from flask import Response
from werkzeug.test import run_wsgi_app

import app
from app.demo.page import Page
from app.serving.refusals import Refusals
from app.web.connect_chain import chain_pages
from app.web.headers import AnswerHeaders
from tests.conventions.test_portal_routes import address_of
from tests.support import oauth_flow as flow
from tests.support.people import sign_in

APP = Path(app.__file__).parent
TEMPLATES = APP.parent / "templates"
OPENER = "Cross-Origin-Opener-Policy"
POLICY = "Content-Security-Policy"
# The folders and files of the chain's templates.
OF_THE_CHAIN = (
    "layouts/base.html",
    "layouts/flashes.html",
    "layouts/focus.html",
    "errors",
    "oauth/authorization",
    "portal/access",
    "portal/accounts",
    "portal/teams/new.html",
)


def has_headers_of_the_chain(answer):
    """Whether any callback may follow, and a popup keeps its opener; the two go together."""
    lets_any_callback_follow = "form-action" not in answer.headers[POLICY]
    keeps_the_opener = OPENER not in answer.headers
    assert lets_any_callback_follow == keeps_the_opener, answer.headers
    if not keeps_the_opener:
        assert answer.headers[POLICY].endswith("form-action 'self'")
        assert answer.headers[OPENER] == "same-origin"
    assert "base-uri 'none'" in answer.headers[POLICY]
    assert "default-src 'self'" in answer.headers[POLICY]
    return keeps_the_opener


def test_exactly_the_pages_of_the_chain_let_any_callback_follow(app):
    """For every address there is; real answers of some follow below."""
    of_the_chain = set()
    for rule in app.url_map.iter_rules():
        with app.test_request_context(address_of(rule)) as context:
            answer = run_wsgi_app(AnswerHeaders(Response(), app), context.request.environ)
            if has_headers_of_the_chain(Response(headers=answer[2])):
                of_the_chain.add(rule.rule)
    assert of_the_chain == chain_pages.PAGES


@pytest.mark.parametrize("is_signed_in", [False, True], ids=["visitor", "signed in"])
def test_pages_and_redirects_of_the_chain_keep_the_opener(app, is_signed_in):
    email, browser = flow.make_organizer(app), app.test_client()
    if is_signed_in:
        sign_in(browser, email)
    path = flow.authorize_path(flow.register(app))
    assert has_headers_of_the_chain(browser.get(path))
    for page in chain_pages.PAGES:
        answer = browser.get(page.replace("<token>", "1"), query_string={"next": path})
        assert has_headers_of_the_chain(answer), page


def test_nothing_else_sets_these_headers():
    """So that the path alone decides."""
    setting = [
        str(path.relative_to(APP))
        for path in APP.rglob("*.py")
        if re.search(r'"(Cross-Origin-Opener|Content-Security)-Policy"', path.read_text())
    ]
    # A picture is no page.
    pictures = ["api/dialects/gancio_public.py", "web/caching/picture_file.py"]
    assert sorted(setting) == [*pictures, "web/headers.py"]


def test_errors_of_the_chain_do_not_cut_the_popup_off(app, client):
    """A forged form, a wrong method, a body too large, a fault of ours."""
    paths = [page.replace("<token>", "1") for page in chain_pages.PAGES]
    answers = []
    for path in paths:
        answers += [client.post(path), client.put(path), client.post(path, data=b"x" * 1_100_000)]
    app.testing = app.config["PROPAGATE_EXCEPTIONS"] = False
    app.before_request_funcs.setdefault(None, []).insert(0, fail)
    answers += [client.get(path) for path in paths]
    assert {answer.status_code for answer in answers} >= {400, 405, 413, 500}
    assert all(has_headers_of_the_chain(answer) for answer in answers)


def test_busy_server_does_not_cut_the_popup_off(app):
    refusals = Refusals(app)
    assert OPENER not in dict(refusals.find(503, "/login").headers)
    assert OPENER in dict(refusals.find(503, "/teams").headers)


def fail():
    """Stand for a bug."""
    raise RuntimeError


def test_pages_with_a_similar_address_are_not_of_the_chain(client):
    for path in ("/login/", "/loginx", "/register/1", "/account", "/reset/1/2", "/teams", "/"):
        assert not has_headers_of_the_chain(client.get(path)), path


def test_forms_of_the_chain_post_to_this_site_alone(app):
    """What form-action would say of markup that is not ours, the templates say of ours."""
    email, poster = flow.make_organizer(app), flow.register(app)
    browser, visitor = app.test_client(), app.test_client()
    sign_in(browser, email)
    path, forms = flow.authorize_path(poster), []
    for page in chain_pages.PAGES:
        for opened in (browser, visitor):
            answer = opened.get(page.replace("<token>", "1"), query_string={"next": path})
            forms += Page(answer.text).forms
    forms += Page(browser.get(path).text).forms
    assert len(forms) > 10
    for form in forms:
        assert re.match(r"/(?!/)|$", form.action or ""), form.action


def templates_of_the_chain():
    for name in OF_THE_CHAIN:
        path = TEMPLATES / name
        yield from path.rglob("*.html") if path.is_dir() else [path]


def test_nothing_on_the_chain_is_shown_as_markup():
    unescaped = {
        str(path.relative_to(TEMPLATES))
        for path in templates_of_the_chain()
        if re.search(r"\|\s*(safe|rich_text|markup)\b|autoescape|formaction", path.read_text())
    }
    assert unescaped == set()
