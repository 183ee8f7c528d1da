"""Uses are noted in memory and written together later."""

import time

import pytest
from sqlalchemy import text

from app.extensions import db
from app.models.credentials import last_use
from app.models.credentials.access_token import AccessToken
from app.models.grants.grant import Grant
from tests.support.api import EVENTS, recorded_statements

pytestmark = pytest.mark.both_databases


def stamp_of(app, reader):
    with app.app_context():
        return AccessToken.find(reader.token).grant.last_used_at


def test_request_notes_a_use_that_is_written_at_flush(app, reader, clock):
    with recorded_statements(app) as statements:
        reader.get(EVENTS)
    assert not [sql for sql in statements if sql.startswith(("UPDATE", "INSERT"))]
    assert stamp_of(app, reader) is None
    with app.app_context():
        last_use.flush()
    assert stamp_of(app, reader) == clock.at


def test_refused_token_is_not_used(app, reader, clock):
    clock.advance(7201)
    reader.get(EVENTS)
    with app.app_context():
        last_use.flush()
    assert stamp_of(app, reader) is None


def test_stamp_never_goes_back(app, reader, clock):
    for seconds in (100, -50):
        clock.advance(seconds)
        reader.get(EVENTS)
        with app.app_context():
            last_use.flush()
    assert stamp_of(app, reader) == clock.at + 50


def test_use_is_written_without_being_asked(app, reader, clock, monkeypatch):
    with app.app_context():
        monkeypatch.setattr(last_use.LastUses.of_app(), "_delay", 0.05)
    reader.get(EVENTS)
    deadline = time.monotonic() + 10
    while stamp_of(app, reader) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert stamp_of(app, reader) == clock.at


def test_failing_database_loses_nothing(app, reader, clock):
    reader.get(EVENTS)
    rename(app, "grant", "hidden")
    with app.app_context():
        last_use.flush()
    rename(app, "hidden", "grant")
    with app.app_context():
        last_use.flush()
    assert stamp_of(app, reader) == clock.at


def test_notes_are_bounded(app, reader, monkeypatch):
    monkeypatch.setattr(last_use, "MAX_NOTES", 1)
    with app.app_context():
        known = AccessToken.find(reader.token).grant_id
        db.session.rollback()
        for row_id in (known, known + 1, known):
            last_use.mark(Grant, row_id)
        assert len(app.extensions["last use"]._used) == 1
        last_use.flush()
    assert stamp_of(app, reader) is not None


def rename(app, old, new):
    with app.app_context():
        db.session.execute(text(f'ALTER TABLE "{old}" RENAME TO "{new}"'))
        db.session.commit()
