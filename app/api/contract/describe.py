"""``describe`` for the API: what a route promises, in the words that its routes share."""

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import lazy_gettext as _

from app.api.contract.parameters import PATH, in_query
from app.openapi import errors, operation
from app.openapi.operation import Answer, Operation, Parameter, View

CHANGED_TYPES = ("application/json", "application/merge-patch+json")
NO_SUCH_EVENT = _("There is no such event, or apps may not see it.")
NO_PERSON = _("The scope does not do, or no person stands behind the token.")
IF_MATCHED = {412: errors.DESCRIPTIONS[412], 428: errors.DESCRIPTIONS[428]}
NOT_MODIFIED = Answer(_("What you have is still so."), headers=("ETag",), type=None)
OPEN = {400: errors.DESCRIPTIONS[400], 429: errors.DESCRIPTIONS[429]}  # of what needs no token
NOTHING = Answer(_("Done; no body."), type=None)


def describe(
    group: str,
    summary: object,
    text: object,
    *,
    query: Iterable[str] = (),
    others: tuple[Parameter, ...] = (),
    **rest: Any,
) -> Callable[[View], View]:
    """Say what the view below promises.

    ``query`` names parameters of app/api/contract/parameters.py, ``others`` are further ones. The
    rest is that of Operation. Scope, path, and the errors that follow from ``require``,
    ``write_once`` and the address need no word.
    """
    parameters = (*in_query(query), *others)
    return operation.describe(
        Operation(group, summary, text, parameters=parameters, path=PATH, **rest)
    )
