"""The person who gave the token."""

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from app.api.bearer.caller import current_token
from app.api.bearer.errors import refuse
from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import NO_PERSON, describe
from app.api.contract.people_schemas import PERSON
from app.models.accounts.user import read_profile
from app.models.values.scopes import Permission
from app.openapi.operation import Answer


@bp.get("/me")
@describe(
    "people",
    _("Show the person"),
    _("The person who gave the token."),
    answers={200: Answer(_("The person."), PERSON)},
    errors={403: NO_PERSON},
)
@require(Permission.READ_PROFILE)
def show_me() -> ResponseReturnValue:
    """{"id", "name", "email", "locale", "timezone"} of the person."""
    return answer()


def answer() -> ResponseReturnValue:
    """What ``show_me`` promises; 403 where no person stands behind the token."""
    if current_token().user_id is None:
        refuse(403, "access_denied", "The token belongs to an app, not to a person.")
    return jsonify(read_profile(current_token().user_id)._asdict())
