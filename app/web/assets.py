"""Stylesheets, scripts and images under an address that changes when they do.

A browser keeps such a file for a year and asks for it once, so a page costs one request. The
plain addresses below ``/static`` go on working, for pages of others that show our buttons.
"""

import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, url_for

STYLESHEET = "css/main.css"
YEAR = 365 * 86_400
_IMPORT = re.compile(r'@import url\("([^"]+)"\);')

blueprint = Blueprint("assets", __name__)


def register(app: Flask) -> None:
    """Add the addresses, and ``asset_url`` for templates."""
    app.extensions["assets"] = read(Path(app.root_path).parent / "static")
    app.register_blueprint(blueprint)
    app.add_template_global(asset_url)


def asset_url(filename: str) -> str:
    """The address of a file in ``static/``; another one after every change of any file there."""
    version, _stylesheet = current_app.extensions["assets"]
    return url_for("assets.show", version=version, filename=filename)


@blueprint.get("/static/v/<version>/<path:filename>")
def show(version: str, filename: str) -> Response:
    """The file, to be kept for good where ``version`` is the one that runs here.

    During a roll-out a page of the new release may ask the old one: it gets what is there, and
    is to ask again.
    """
    own_version, stylesheet = current_app.extensions["assets"]
    if filename == STYLESHEET:
        response = Response(stylesheet, mimetype="text/css")
    else:
        response = current_app.send_static_file(filename)
    if version == own_version:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    return response


@cache  # a process that served other files than it announces would fill browsers wrongly
def read(folder: Path) -> tuple[str, str]:
    """The fingerprint of ``folder`` and its stylesheet, as they were at the first call."""
    return fingerprint(folder), flatten(folder / STYLESHEET)


def fingerprint(folder: Path) -> str:
    """Sixteen hexadecimal digits that stand for the names and contents below ``folder``."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def flatten(stylesheet: Path) -> str:
    """The stylesheet with every file it imports in its place: one request instead of fifty."""
    return _IMPORT.sub(
        lambda found: (stylesheet.parent / found[1]).read_text(encoding="utf-8"),
        stylesheet.read_text(encoding="utf-8"),
    )
