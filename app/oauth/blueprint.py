"""The authorization server's blueprint."""

from flask import Blueprint

bp = Blueprint("oauth", __name__)
