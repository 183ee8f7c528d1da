"""Both databases refuse the same text, before it reaches them."""

import pytest
from sqlalchemy import select

from app.database.stored_text import UnstorableTextError
from app.database.transactions import start_writing
from app.extensions import db
from app.models.accounts.user import User
from app.models.teams.team import FormerSlug, Team
from tests.support import factories

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("text", ["a\0", "\0", "\ud800", "x" * 200], ids=ascii)
def test_text_that_no_column_takes_is_refused(app, context, text):
    team = factories.make_team()
    db.session.commit()
    team.slug = text
    with pytest.raises(UnstorableTextError):
        db.session.flush()
    db.session.rollback()
    assert db.session.scalar(select(db.func.count(Team.id))) == 1


@pytest.mark.parametrize("text", ["a\0", "\ud800"], ids=ascii)
def test_search_for_such_text_is_refused(app, context, text):
    """PostgreSQL would fail; SQLite would find nothing, or what is stored up to the NUL."""
    with pytest.raises(UnstorableTextError):
        db.session.scalar(select(User).where(User.email == text))


def test_text_as_long_as_its_column_is_stored(app, context):
    """Counted in characters, not in bytes."""
    team = factories.make_team()
    slug = "\U0001f3ad" * FormerSlug.slug.type.length
    db.session.add(FormerSlug(slug=slug, team=team))
    db.session.commit()
    assert db.session.scalar(select(FormerSlug.slug)) == slug


def test_view_that_forgot_to_check_answers_400(app, client):
    """In the format of its callers; nothing is stored."""

    def forget():
        start_writing()
        db.session.add(FormerSlug(slug="x" * 300, team=factories.make_team()))
        db.session.commit()

    for path in ("/api/forgotten", "/forgotten"):
        app.add_url_rule(path, path, forget)
    assert client.get("/api/forgotten").json["error"] == "invalid_request"
    page = client.get("/forgotten")
    assert (page.status_code, page.mimetype) == (400, "text/html")
    with app.app_context():
        assert db.session.scalar(select(db.func.count(Team.id))) == 0
