"""No form is taken without the token of the browser's session, whichever door it is of."""

import pytest

from app.database.transactions import SAFE_METHODS
from app.extensions import db
from app.web import errors, machine_views
from tests.conventions.test_portal_routes import address_of
from tests.support.factories import make_user
from tests.support.people import sign_in


def writing_routes(app):
    """Each route that takes more than GET, with its view and one such method."""
    for rule in app.url_map.iter_rules():
        if methods := rule.methods - SAFE_METHODS:
            yield rule, app.view_functions[rule.endpoint], min(methods)


@pytest.fixture
def browser(app, client):
    with app.app_context():
        make_user("ana@example.org")
        db.session.commit()
    sign_in(client, "ana@example.org")
    return client


def test_every_form_of_a_page_needs_the_token_of_its_session(app, browser):
    """Some mailed links say that they have ended before their form is read."""
    taken, forms = [], 0
    for rule, view, method in writing_routes(app):
        if machine_views.is_declared(view):
            continue
        forms += 1
        for token in ({}, {"csrf_token": "forged"}):
            answer = browser.open(address_of(rule), method=method, data={"decision": "x"} | token)
            if answer.status_code not in (400, 410):
                taken.append(f"{rule.rule} {answer.status_code}")
    assert taken == []
    assert forms > 100


def test_views_for_programs_see_no_session(app):
    """So that none needs a token: a cookie says nothing to them."""
    seeing = [
        rule.rule
        for rule, view, _method in writing_routes(app)
        if machine_views.is_declared(view) and not errors.is_for_programs(address_of(rule))
    ]
    assert seeing == []
