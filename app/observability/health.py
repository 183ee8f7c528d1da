"""Health: is the process alive, and can it do its work."""

from flask import Blueprint, Flask, jsonify
from flask.typing import ResponseReturnValue

from app.database import migrations
from app.extensions import db, limiter

bp = Blueprint("health", __name__)


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
    reason = migrations.find_obstacle(db.engine)
    if reason is None:
        return jsonify(status="ready")
    return jsonify(status="not ready", reason=reason), 503
