"""GET /openapi.json: the document, readable from any origin."""

import hashlib

import orjson
from flask import Blueprint, Response, current_app, request

from app.language.current import force_locale
from app.openapi import document

bp = Blueprint("openapi", __name__)
KEY = "openapi_document"
AGE = 3600  # seconds; it only changes with the version


@bp.get("/openapi.json")
def show_document() -> Response:
    """Return the OpenAPI 3.1 document of this installation, made once per process."""
    body = _body()
    response = Response(body, mimetype="application/json")
    response.headers["Cache-Control"] = f"public, max-age={AGE}"
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response


def _body() -> bytes:
    store = current_app.extensions
    if KEY not in store:
        with force_locale("en"):
            store[KEY] = orjson.dumps(document.build(current_app), default=str)
    return store[KEY]  # type: ignore[no-any-return]
