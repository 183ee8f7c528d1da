"""The profile of the user who gave the token."""

from typing import NoReturn

from flask import jsonify
from flask.typing import ResponseReturnValue

from app.api.bearer.caller import current_token
from app.api.bearer.errors import refuse
from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import NO_PERSON, describe
from app.api.contract.people_schemas import PERSON
from app.language.texts import lazy_gettext as _
from app.models.values.scopes import Permission
from app.openapi.operation import Answer


@bp.get("/me")
@describe(
    "people",
    _("Show the person"),
    _("The person behind the token."),
    answers={200: Answer(_("The person."), PERSON)},
    errors={403: NO_PERSON},
)
@require(Permission.READ_PROFILE)
def show_me() -> ResponseReturnValue:
    """The person."""
    return show_profile()


def show_profile() -> ResponseReturnValue:
    """{"id", "name", "email", "locale", "timezone"} of the token's person."""
    profile = current_token().profile
    if profile is None:
        _refuse_client()
    return jsonify(profile._asdict())


def require_user_id() -> int:
    """Return the id of the token's user; abort with 403 where the token belongs to an app."""
    user_id = current_token().user_id
    if user_id is None:
        _refuse_client()
    return user_id


def _refuse_client() -> NoReturn:
    refuse(403, "access_denied", "The token belongs to an app, not to a person.")
