"""Eventpop's dialect: the person and their tickets, asked by GET or POST (compat.md 3.5)."""

from flask.typing import ResponseReturnValue

from app.api import me, tickets
from app.api.blueprint import dialects
from app.api.protector import require
from app.models.scopes import Permission


@dialects.route("/api/public/me", methods=["GET", "POST"])
@require(Permission.READ_PROFILE)
def show_public_me() -> ResponseReturnValue:
    """The person who gave the token, as ``/api/v1/me`` shows them."""
    return me.answer()


@dialects.route("/api/public/tickets", methods=["GET", "POST"])
@require(Permission.READ_TICKETS)
def list_public_tickets() -> ResponseReturnValue:
    """The tickets that the person holds, as ``/api/v1/tickets`` lists them."""
    return tickets.answer_own()
