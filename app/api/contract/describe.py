"""``describe`` for routes of the API, with the descriptions they share."""

from collections.abc import Callable, Iterable
from typing import Any

from app.api.contract.parameters import PATH, in_query
from app.language.texts import lazy_gettext as _
from app.openapi import errors, operation
from app.openapi.operation import Answer, Operation, Parameter, View

CHANGED_TYPES = ("application/json", "application/merge-patch+json")
NO_SUCH_EVENT = _("There is no such event, or apps may not see it.")
NO_PERSON = _("The scope is not sufficient, or the token belongs to an app and not to a person.")
IF_MATCHED = {412: errors.DESCRIPTIONS[412], 428: errors.DESCRIPTIONS[428]}
NOT_MODIFIED = Answer(_("Your copy is up to date."), headers=("ETag",), type=None)
OPEN = {400: errors.DESCRIPTIONS[400], 429: errors.DESCRIPTIONS[429]}  # of routes without a token
NOTHING = Answer(_("Done, without a body."), type=None)


def describe(
    group: str,
    summary: object,
    text: object,
    *,
    query: Iterable[str] = (),
    others: tuple[Parameter, ...] = (),
    **rest: Any,
) -> Callable[[View], View]:
    """Describe the view below for the API reference.

    ``query`` names parameters of app/api/contract/parameters.py, ``others`` are further ones. The
    rest is that of Operation. Scope, path, and the errors that follow from ``require``,
    ``write_once`` and the address are derived.
    """
    parameters = (*in_query(query), *others)
    return operation.describe(
        Operation(group, summary, text, parameters=parameters, path=PATH, **rest)
    )
