"""The operators' pages, which answer 404 to everyone else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue

from app.models.clients.client import Client
from app.web.signed_in import current_person

View = Callable[..., ResponseReturnValue]


def for_operators(view: View) -> View:
    """Show ``view`` to operators only; others get 404."""

    @wraps(view)
    def guarded(**arguments: Any) -> ResponseReturnValue:
        if not current_person().is_operator:
            abort(404)
        return view(**arguments)

    return guarded


def find_any_client(client_id: str) -> Client:
    """The app with this id, whoever owns it; 404 when there is none or it is deleted."""
    return Client.find(client_id) or abort(404)
