"""The claims about the user who signed in (OpenID Connect Core section 5.3)."""

from typing import Any

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from app.api.bearer.caller import current_token
from app.api.bearer.protector import require
from app.api.blueprint import dialects
from app.api.contract.describe import NO_PERSON, describe
from app.api.contract.people_schemas import USERINFO
from app.api.people.me import require_user_id
from app.config import settings
from app.extensions import db
from app.language.texts import lazy_gettext as _
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.credentials import id_token
from app.models.credentials.signing_keys import signed_token
from app.models.values.scopes import Permission
from app.openapi.operation import Answer


@dialects.route("/oauth/userinfo", methods=["GET", "POST"])
@describe(
    "oauth",
    _("Show who signed in"),
    _(
        "The claims that the token's scopes cover, as they are now. Signed, if the app registered "
        "userinfo_signed_response_alg."
    ),
    answers={200: Answer(_("The claims."), USERINFO)},
    errors={403: NO_PERSON},
)
@require(Permission.IDENTIFY, in_form=True)
def show_userinfo() -> ResponseReturnValue:
    """JSON, or a JWT for a client that registered an algorithm (section 5.3.2)."""
    user = db.session.get_one(User, require_user_id())
    client = db.session.get_one(Client, current_token().client_key)
    scopes = current_token().scopes
    claims = {"sub": user.public_id, **id_token.user_claims(user, scopes=scopes)}
    if client.userinfo_signed_response_alg is None:
        response = jsonify(claims)
    else:
        response = _signed(claims, client)
    response.headers["Cache-Control"] = "no-store"
    return response


def _signed(claims: dict[str, Any], client: Client) -> Response:
    whole = {"iss": settings().public_url, "aud": client.client_id, **claims}
    text = signed_token.sign(whole, typ="JWT", alg=client.userinfo_signed_response_alg or "RS256")
    return Response(text, mimetype="application/jwt")
