"""Statements are spans, those that pass SQLAlchemy by as well."""

from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.database.short_transactions import ShortTransaction, Statement, Step, run_together
from app.extensions import db
from app.observability.tracing import run_task
from tests.support.factories import make_client, make_grant, make_team, make_tokens, make_user

SECRET = "a-secret-value"
TABLES = ("refresh_token", "access_token")
BY_DATABASE = pytest.mark.parametrize("database_engine", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def token(app):
    """A token that may read events, and its team's slug."""
    with app.app_context():
        owner = make_user()
        team = make_team(owner)
        token, _refresh_token = make_tokens(make_grant(make_client()[0], owner, team))
        db.session.commit()
        return token, team.slug


def test_kept_feed_is_a_span_with_its_only_statement(client, token, spans):
    access_token, slug = token
    headers = {"Authorization": f"Bearer {access_token}"}
    path = f"/api/v1/organizer/{slug}/events"
    assert client.get(path, headers=headers).status_code == 200
    assert len(spans.take()) > 2
    assert client.get(path, headers=headers).status_code == 200
    root, children = spans.below("GET /api/v1/organizer/<team>/events")
    assert ["access_token" in span.attributes["db.query.text"] for span in children] == [True]
    assert access_token not in root.to_json()


@BY_DATABASE
def test_each_statement_of_a_short_transaction_is_a_span(app, spans):
    rename = Statement("UPDATE team SET name = name WHERE id = :id")
    with app.app_context():
        run_task(app, "a rename", partial(change, rename))
        _root, children = spans.below("task a rename")
        assert [span.name for span in children] == ["BEGIN", "UPDATE", "COMMIT"]
        with pytest.raises(DBAPIError):
            run_task(app, "a rename", partial(change, Statement("UPDATE nothing SET id = :id")))
    root, children = spans.below("task a rename")
    assert [span.status.is_ok for span in (*children, root)] == [True, False, False]
    assert children[1].attributes["error.type"] in {"OperationalError", "UndefinedTable"}


def change(statement):
    """Change a team that there is not."""
    with ShortTransaction() as transaction:
        transaction.run(statement, id=-1)
    return True


@BY_DATABASE
def test_statements_that_run_together_are_spans(app, spans):
    steps = [Step(Statement(f"DELETE FROM {table} WHERE id = :id"), {"id": -1}) for table in TABLES]
    with app.app_context():
        run_task(app, "a removal", lambda: run_together(*steps) or True)
    _root, children = spans.below("task a removal")
    texts = " ".join(span.attributes["db.query.text"] for span in children)
    assert all(f"DELETE FROM {table}" in texts for table in TABLES)


@BY_DATABASE
def test_statement_that_fails_is_a_span_without_the_values_of_its_message(app, spans):
    cast = text("SELECT CAST(:value AS integer)" if is_postgresql(app) else "SELECT json(:value)")
    with app.app_context(), pytest.raises(DBAPIError):
        run_task(app, "a failure", lambda: db.session.execute(cast, {"value": SECRET}))
    everything = spans.take()
    [failed] = [span for span in everything if span.name.startswith("SELECT")]
    assert failed.attributes["db.query.text"].startswith("SELECT")
    assert not failed.status.is_ok
    assert SECRET not in " ".join(span.to_json() for span in everything)


def is_postgresql(app):
    return app.config["SETTINGS"].database.startswith("postgresql")
