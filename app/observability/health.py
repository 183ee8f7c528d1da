"""Health checks: whether the process is alive and ready."""

from flask import Blueprint, Flask, jsonify, request
from flask.typing import ResponseReturnValue

from app.database import facts, migrations
from app.extensions import db
from app.version import VERSION

STOPPING = "stagedoor.stopping"  # in the environment, by a server that is about to stop

bp = Blueprint("health", __name__)


def register(app: Flask) -> None:
    """Add both routes, which have no rate limit."""
    app.register_blueprint(bp)


@bp.get("/healthz")
def show_liveness() -> ResponseReturnValue:
    """200 while the process answers, until it is told to stop, and the version that it runs."""
    if STOPPING in request.environ:
        return jsonify(status="stopping", version=VERSION), 503
    return jsonify(status="ok", version=VERSION)


@bp.get("/readyz")
def show_readiness() -> ResponseReturnValue:
    """200 if the database is reachable, migrated and has room, else 503 with the reason."""
    if STOPPING in request.environ:
        return jsonify(status="not ready", reason="stopping"), 503
    reason = migrations.find_obstacle(db.engine) or facts.find_shortage(db.engine)
    if reason is None:
        return jsonify(status="ready")
    return jsonify(status="not ready", reason=reason), 503
