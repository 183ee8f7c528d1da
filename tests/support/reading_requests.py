"""What every test with the application holds beside its own: a GET never upgrades its transaction.

SQLite refuses to write in a transaction that began by reading once another writer has committed,
at once and whatever its timeout is: the user then reads "The service is busy".
"""

import re
from contextlib import contextmanager

from flask import g, has_request_context, request
from sqlalchemy import event

from app.database.transactions import SAFE_METHODS
from app.extensions import db

WRITE = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')


@contextmanager
def watched(app):
    """Fail if a request by GET wrote in a transaction which did not begin as a writing one."""
    upgrades = []

    # Only requests that are served get here, not the contexts in which a test makes its rows.
    def collect(response):
        upgrades.extend(g.get("upgrades", ()))
        return response

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note_write)
    app.after_request_funcs.setdefault(None, []).append(collect)
    yield
    assert not upgrades, f"call start_writing() before the first query of {upgrades}"


def note_write(connection, _cursor, statement, *_more):
    if not has_request_context() or request.method not in SAFE_METHODS:
        return
    if WRITE.match(statement) and begins_by_reading(connection):
        g.setdefault("upgrades", []).append(f"{request.endpoint}: {statement[:40]}")


def begins_by_reading(connection):
    options = connection.get_execution_options()
    by_itself = not options.get("begins", True) or options.get("isolation_level") == "AUTOCOMMIT"
    return not by_itself and not options.get("writes", False)
