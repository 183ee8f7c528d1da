"""The reference: what the described routes say of themselves, by group and by scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import current_app

from app.models.values import scopes
from app.openapi import errors
from app.openapi.groups import GROUPS, Group
from app.openapi.operation import Named, Operation, Parameter
from app.openapi.routes import Route, list_routes

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Entry:
    """One thing that programs can do, at one address or several."""

    routes: tuple[Route, ...]

    @property
    def operation(self) -> Operation:
        """What is said of it."""
        return self.route.operation

    @property
    def route(self) -> Route:
        """The way that names most: the one to show."""
        return max(self.routes, key=lambda one: (len(one.places), one.method == "GET"))

    @property
    def anchor(self) -> str:
        """Its address on the page; lasts, because others link to it."""
        return self.route.endpoint.partition(".")[2].replace("_", "-")

    @property
    def place(self) -> tuple[str, int]:
        """Where it stands in its group; OAuth registers its own in the order of the flow."""
        if self.route.endpoint.startswith("oauth."):
            return "", 0
        return self.route.path, METHODS.index(self.route.method)

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """(methods, path) of each address, the one to show first."""
        best = self.route.path
        paths = dict.fromkeys([best, *(one.path for one in self.routes)])
        methods = {
            path: ", ".join(one.method for one in self.routes if one.path == path) for path in paths
        }
        return [(methods[path], path) for path in paths]

    @property
    def parameters(self) -> list[Parameter]:
        """Those of every address, each once, that of the path first."""
        found = [one for way in (self.route, *self.routes) for one in way.parameters]
        return list({(one.place, one.name): one for one in found}.values())

    @property
    def answers(self) -> list[tuple[int, object, tuple[str, ...]]]:
        """(status, words, headers) of each, successes and then errors."""
        good = self.operation.answers.items()
        bad = self.route.errors.items()
        return [
            *((status, one.text, one.headers) for status, one in good),
            *((status, words, errors.HEADERS.get(status, ())) for status, words in bad),
        ]

    @property
    def shape(self) -> Named | None:
        """What the first answer looks like, where that is promised."""
        return next(iter(self.operation.answers.values())).schema


def list_groups() -> list[tuple[Group, list[Entry]]]:
    """Every group with what is in it."""
    entries = sorted(_entries(), key=lambda entry: entry.place)
    return [
        (group, [one for one in entries if one.operation.group == group.name]) for group in GROUPS
    ]


def find_group(name: str) -> tuple[Group, list[Entry]]:
    """The group with this name; raises StopIteration when there is none."""
    return next(one for one in list_groups() if one[0].name == name)


def added_by(scope: str) -> list[Entry]:
    """Those of ``opened_by`` that the scopes it includes do not open."""
    included = [one for name in scopes.SCOPES[scope].implies for one in opened_by(name)]
    return [entry for entry in opened_by(scope) if entry not in included]


def opened_by(scope: str) -> list[Entry]:
    """What a token with this scope alone may do."""
    permitted = scopes.permissions({scope})
    return [entry for entry in _entries() if entry.route.permission in permitted]


def _entries() -> list[Entry]:
    routes: Iterable[Route] = list_routes(current_app)
    return [Entry(tuple(of_view)) for _view, of_view in groupby(routes, lambda one: one.endpoint)]
