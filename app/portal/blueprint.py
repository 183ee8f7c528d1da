"""The portal's blueprint; its modules add their pages to it."""

from flask import Blueprint

bp = Blueprint("portal", __name__)
