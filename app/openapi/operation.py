"""The description of an endpoint, attached to its view with ``describe``.

Paths, methods, scopes and the errors that follow from them are derived from the code (``routes``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.web import machine_views
from app.web.deprecations.deprecation import Deprecation, declare

View = TypeVar("View", bound=Callable[..., Any])
Shape = dict[str, Any]
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Named:
    """A JSON Schema that the document holds once under its name."""

    name: str
    shape: Shape


@dataclass(frozen=True)
class Parameter:
    """A value in the path, query or header. ``example`` must work in the samples."""

    name: str
    place: str
    text: object
    shape: Shape
    example: object = None
    required: bool = False


@dataclass(frozen=True)
class RequestBody:
    """A request body. ``example`` is what the samples send, as the first of ``types``.

    It has members, or is the text of a file whose media type that is.
    """

    schema: Named
    example: Mapping[str, Any] | str
    types: tuple[str, ...] = (JSON,)


@dataclass(frozen=True)
class Answer:
    """The response of one status; without ``schema`` its body has no documented shape.

    ``types`` are the further content types that the path or query can select.
    """

    text: object
    schema: Named | None = None
    headers: tuple[str, ...] = ()
    type: str | None = JSON
    example: object = None
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """A described operation. ``group`` is its page of the reference.

    ``opened_by_people`` is an address to which a program sends a browser: a page of ours.
    ``errors`` are those that do not follow from the route, or have a description of their own.
    ``sample`` holds the samples' path and query values; ``shows_client`` means that the client
    authenticates with its own credentials, and ``bearer`` names the environment variable of a
    bearer token that is no access token. ``deprecation`` is told in every answer.
    """

    group: str
    summary: object
    text: object
    answers: Mapping[int, Answer]
    errors: Mapping[int, object] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()
    path: Mapping[str, Parameter] = field(default_factory=dict)
    body: RequestBody | None = None
    sample: Mapping[str, str] = field(default_factory=dict)
    shows_client: bool = False
    bearer: str = ""
    opened_by_people: bool = False
    deprecation: Deprecation | None = None


def describe(operation: Operation) -> Callable[[View], View]:
    """Attach ``operation`` to the view, and declare it to be for programs unless it is a page."""

    def keep(view: View) -> View:
        view.operation = operation  # type: ignore[attr-defined]
        declare(view, operation.deprecation)
        return view if operation.opened_by_people else machine_views.for_programs(view)

    return keep
