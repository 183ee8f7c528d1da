"""The front page: what this is, and the way in for each kind of person."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from app.portal.blueprint import bp


@bp.get("/")
def home() -> ResponseReturnValue:
    """Say what this is in one sentence, and how it goes in three steps."""
    public_url = current_app.config["SETTINGS"].public_url
    sample = render_template("portal/docs/samples/events.sh", public_url=public_url)
    return render_template("portal/home/home.html", sample=sample)
