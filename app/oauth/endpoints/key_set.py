"""The public keys that verify signed tokens, as a JWK Set (RFC 7517 section 5)."""

from flask import Response, jsonify

from app.models.credentials.signing_keys import signing_key
from app.models.credentials.signing_keys.signing_key import KEY_SET_MAX_AGE, SigningKey
from app.oauth.blueprint import bp
from app.oauth.operations import KEY_SET, RECEIPT_KEYS
from app.openapi.operation import describe


@bp.get("/oauth/jwks.json")
@describe(KEY_SET)
def show_key_set() -> Response:
    """Every published key. A new one is here before it signs for longer than this is cached."""
    signing_key.make_missing()
    response = jsonify(keys=[key.public for key in SigningKey.list_published()])
    response.headers["Cache-Control"] = f"public, max-age={KEY_SET_MAX_AGE}"
    return response


@bp.get("/oauth/receipt-keys.json")
@describe(RECEIPT_KEYS)
def show_receipt_keys() -> Response:
    """Every key that ever signed and was not withdrawn, for receipts that people kept.

    Retired keys are in no other key set: what tokens they signed has expired.
    """
    signing_key.make_missing()
    response = jsonify(keys=[key.public for key in SigningKey.list_trusted()])
    response.headers["Cache-Control"] = f"public, max-age={KEY_SET_MAX_AGE}"
    return response
