"""Token info, in the shape of Doorkeeper's `/oauth/token/info` (docs/dialects/eventpop.md)."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from app.api.bearer.caller import current_token
from app.api.bearer.protector import require
from app.api.blueprint import dialects
from app.api.contract.describe import describe
from app.api.contract.people_schemas import TOKEN_INFO
from app.language.texts import lazy_gettext as _
from app.models.values import clock
from app.openapi.operation import Answer


@dialects.get("/oauth/token/info")
@describe(
    "oauth",
    _("Show the token"),
    _("The person, scopes and remaining lifetime of a token."),
    answers={200: Answer(_("The token."), TOKEN_INFO)},
)
@require()
def show_token() -> ResponseReturnValue:
    """Person (null for a token of the app itself), scopes, seconds left, app, time of issue."""
    return jsonify(
        resource_owner_id=current_token().user_public_id,
        scope=sorted(current_token().scopes),
        expires_in=current_token().expires_at - clock.now(),
        application={"uid": current_token().client_id},
        created_at=current_token().issued_at,
    )
