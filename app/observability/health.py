"""Health: is the process alive, and can it do its work."""

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db, limiter

bp = Blueprint("health", __name__)
_newest: list[str] = []


def register(app: Flask) -> None:
    """Add the two addresses; they are never rate-limited and need no session."""
    app.register_blueprint(bp)
    limiter.exempt(bp)


@bp.get("/healthz")
def show_liveness() -> ResponseReturnValue:
    """200 while the process answers at all."""
    return jsonify(status="ok")


@bp.get("/readyz")
def show_readiness() -> ResponseReturnValue:
    """200 only when usable: the database answers and has every migration."""
    reason = find_obstacle()
    if reason is None:
        return jsonify(status="ready")
    return jsonify(status="not ready", reason=reason), 503


def find_obstacle() -> str | None:
    """A reason code why requests would fail now; None when they would not."""
    try:
        with db.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError:
        return "database_unreachable"
    return None if current == _newest_migration() else "migrations_pending"


def _newest_migration() -> str | None:
    if not _newest:
        directory = current_app.extensions["migrate"].directory
        _newest.append(ScriptDirectory(directory).get_current_head() or "")
    return _newest[0]
