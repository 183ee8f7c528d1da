"""What an endpoint promises to programs, written beside it with ``describe``.

Paths, methods, scopes and the errors that follow from them are not written: ``routes`` reads
them off the code.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
Shape = dict[str, Any]
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Named:
    """A JSON Schema with a name, under which the document holds it once."""

    name: str
    shape: Shape


@dataclass(frozen=True)
class Parameter:
    """A value in the path, query or header. ``example`` must work where it is given."""

    name: str
    place: str
    text: object
    shape: Shape
    example: object = None
    required: bool = False


@dataclass(frozen=True)
class RequestBody:
    """What is sent. ``example`` is what the samples send."""

    schema: Named
    example: Mapping[str, Any]
    types: tuple[str, ...] = (JSON,)


@dataclass(frozen=True)
class Answer:
    """What comes back with one status; without ``schema`` nothing of which a shape is promised.

    ``types`` are further ones that it may have, as the address or the query decides.
    """

    text: object
    schema: Named | None = None
    headers: tuple[str, ...] = ()
    type: str | None = JSON
    example: object = None
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One thing that programs can do. ``group`` is its page of the reference.

    ``errors`` are those beyond what every such route can answer, each in its own words.
    ``sample`` holds what samples say in path and query; ``shows_client`` says that the app proves
    who it is with its own credentials.
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


def describe(operation: Operation) -> Callable[[View], View]:
    """Keep ``operation`` with the view; every route for programs has one."""

    def keep(view: View) -> View:
        view.operation = operation  # type: ignore[attr-defined]
        return view

    return keep
