"""Stylesheets, scripts and images under a URL that changes with them.

Browsers cache such a file for a year. The plain URLs below ``/static`` keep working, for other
sites that show our buttons.
"""

import hashlib
import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Flask, Response, current_app

from app import resources

STYLESHEET = "css/main.css"
YEAR = 365 * 86_400
_IMPORT = re.compile(r'@import url\("([^"]+)"\);')

blueprint = Blueprint("assets", __name__)


def register(app: Flask) -> None:
    """Add the route, and ``asset_url`` for templates."""
    version, _stylesheet = app.extensions["assets"] = read(resources.STATIC)
    app.register_blueprint(blueprint)

    @app.template_global()
    @cache  # a page has forty icons, all from one file
    def asset_url(filename: str) -> str:
        """The URL of a file in ``static/``; it changes when any file there does."""
        return f"/static/v/{version}/{quote(filename)}"


@blueprint.get("/static/v/<version>/<path:filename>")
def show(version: str, filename: str) -> Response:
    """The file, cached for a year if ``version`` is the current one.

    During a roll-out a page of the new release may reach a process of the old one, whose file must
    not be cached.
    """
    own_version, stylesheet = current_app.extensions["assets"]
    if filename == STYLESHEET:
        response = Response(stylesheet, mimetype="text/css")
    else:
        response = current_app.send_static_file(filename)
    is_current = version == own_version
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR}, immutable" if is_current else "no-cache"
    )
    return response


@cache  # a version must not change its files: browsers cache them
def read(folder: Path) -> tuple[str, str]:
    """The fingerprint of ``folder`` and its stylesheet, as of the first call."""
    return fingerprint(folder), flatten(folder / STYLESHEET)


def fingerprint(folder: Path) -> str:
    """Sixteen hexadecimal digits of a hash of all names and contents below ``folder``."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def flatten(stylesheet: Path) -> str:
    """The stylesheet with its imports inlined: one request instead of fifty."""
    return _IMPORT.sub(
        lambda match: (stylesheet.parent / match[1]).read_text(encoding="utf-8"),
        stylesheet.read_text(encoding="utf-8"),
    )
