"""Eventpop's dialect: the user and their tickets, by GET or POST (docs/dialects/eventpop.md)."""

from flask.typing import ResponseReturnValue

from app.api.bearer.protector import require
from app.api.blueprint import dialects
from app.api.contract.describe import NO_PERSON, describe
from app.api.contract.people_schemas import PERSON, TICKETS
from app.api.people import me, tickets
from app.language.texts import lazy_gettext as _
from app.models.values.scopes import Permission
from app.openapi.operation import Answer


@dialects.route("/api/public/me", methods=["GET", "POST"])
@describe(
    "eventpop",
    _("Show the person"),
    _("The same response as /api/v1/me."),
    answers={200: Answer(_("The person."), PERSON)},
    errors={403: NO_PERSON},
)
@require(Permission.READ_PROFILE)
def show_public_me() -> ResponseReturnValue:
    """The same response as ``/api/v1/me``."""
    return me.show_profile()


@dialects.route("/api/public/tickets", methods=["GET", "POST"])
@describe(
    "eventpop",
    _("List tickets"),
    _("The same response as /api/v1/tickets."),
    query=tickets.PARAMETERS,
    answers={200: Answer(_("A page."), TICKETS)},
    errors={403: NO_PERSON},
)
@require(Permission.READ_TICKETS)
def list_public_tickets() -> ResponseReturnValue:
    """The same response as ``/api/v1/tickets``."""
    return tickets.answer_own()
