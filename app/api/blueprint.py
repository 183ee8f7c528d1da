"""The API's blueprints: ours, and the one of the paths that platforms and standards document."""

from flask import Blueprint
from werkzeug.routing import BaseConverter

bp = Blueprint("api", __name__)
dialects = Blueprint("dialects", __name__)


class EventSlug(BaseConverter):
    """An event's slug in a path, told from the addresses beside it: those have other methods."""

    regex = r"(?!(?:bulk|changes|import)\Z)[^/.]+"
