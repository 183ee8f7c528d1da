"""The reader of the documentation, whose values are in the samples."""

import pytest
from flask import g

from app.extensions import db
from app.portal.docs import reader
from tests.support import factories


@pytest.fixture
def developer(context):
    user = factories.make_user("dev@example.org")
    db.session.commit()
    return user


@pytest.fixture
def find(app, developer):
    """Return the reader of a page, signed in."""

    def find(query=""):
        with app.test_request_context(f"/docs?{query}"):
            g._login_user = developer
            return reader.find()

    return find


def test_visitor_gets_placeholders(app):
    with app.test_request_context("/docs"):
        visitor = reader.find()
    assert visitor is reader.ANONYMOUS
    assert (visitor.client_id, visitor.team, visitor.has_secret) == ("CLIENT_ID", "TEAM", True)


def test_developer_without_an_app_gets_their_team(find, developer):
    factories.make_team(developer, slug="harbour-hall")
    db.session.commit()
    assert (find().app, find().team) == (None, "harbour-hall")


def test_query_chooses_among_own_apps_only(find, developer):
    first, _secret = factories.make_client(developer, name="First")
    second, _secret = factories.make_client(developer, name="Second")
    rival = factories.make_user("rival@example.org")
    other, _secret = factories.make_client(rival, name="Other")
    db.session.commit()
    assert find(f"app={first.client_id}").app == first
    assert find(f"app={first.client_id}").chose
    assert find(f"app={second.client_id}").app == second
    assert find(f"app={other.client_id}").app in {first, second}
    assert not find(f"app={other.client_id}").chose
