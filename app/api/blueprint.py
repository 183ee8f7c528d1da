"""The API's blueprints: ours, and the one of the paths that existing platforms document."""

from flask import Blueprint

bp = Blueprint("api", __name__)
dialects = Blueprint("dialects", __name__)
