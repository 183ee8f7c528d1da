"""The API reference: described routes by group and by scope."""

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
    """An operation of the API, at one path or several."""

    routes: tuple[Route, ...]

    @property
    def operation(self) -> Operation:
        """The description of the route to show."""
        return self.route.operation

    @property
    def route(self) -> Route:
        """The route to show: the one with most parameters in its path."""
        return max(self.routes, key=lambda route: (len(route.places), route.method == "GET"))

    @property
    def anchor(self) -> str:
        """The permanent id of the entry on its page."""
        return self.route.slug

    @property
    def path(self) -> str:
        """The path of its page below /docs/."""
        return self.route.doc_path

    @property
    def place(self) -> tuple[str, int]:
        """The sort key within the group; OAuth routes are registered in the order of the flow."""
        if self.route.endpoint.startswith("oauth."):
            return "", 0
        return self.route.path, METHODS.index(self.route.method)

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """(methods, path) of each path, the one to show first."""
        methods: dict[str, list[str]] = {self.route.path: []}
        for route in self.routes:
            methods.setdefault(route.path, []).append(route.method)
        return [(", ".join(names), path) for path, names in methods.items()]

    @property
    def parameters(self) -> list[Parameter]:
        """The parameters of all routes, each once, those of the route to show first."""
        parameters = [p for route in (self.route, *self.routes) for p in route.parameters]
        return list({(p.place, p.name): p for p in parameters}.values())

    @property
    def answers(self) -> list[tuple[int, object, tuple[str, ...]]]:
        """(status, text, headers) of each response, successes before errors."""
        good = self.operation.answers.items()
        bad = self.route.errors.items()
        return [
            *((status, answer.text, answer.headers) for status, answer in good),
            *((status, text, errors.HEADERS.get(status, ())) for status, text in bad),
        ]

    @property
    def media_type(self) -> str:
        """The media type of the first response; "" when it has no body."""
        return next(iter(self.operation.answers.values())).type or ""

    @property
    def shape(self) -> Named | None:
        """The schema of the first response; None when it has none."""
        return next(iter(self.operation.answers.values())).schema


def list_groups() -> list[tuple[Group, list[Entry]]]:
    """Every group with its entries."""
    entries: dict[str, list[Entry]] = {group.name: [] for group in GROUPS}
    for entry in sorted(_entries(), key=lambda entry: entry.place):
        entries[entry.operation.group].append(entry)
    return [(group, entries[group.name]) for group in GROUPS]


def find(group: str, slug: str) -> Entry | None:
    """The entry with this name in the group; None when there is none."""
    named = (entry for entry in _entries() if entry.anchor == slug)
    return next((entry for entry in named if entry.operation.group == group), None)


def find_group(name: str) -> tuple[Group, list[Entry]]:
    """The group with this name and its entries; raises StopIteration if there is none."""
    return next((group, entries) for group, entries in list_groups() if group.name == name)


def added_by(scope: str) -> list[Entry]:
    """The entries that the scope allows and the scopes it includes do not."""
    included = [entry for name in scopes.SCOPES[scope].implies for entry in allowed_by(name)]
    return [entry for entry in allowed_by(scope) if entry not in included]


def allowed_by(scope: str) -> list[Entry]:
    """The entries that a token with only this scope may use."""
    permitted = scopes.permissions({scope})
    return [entry for entry in _entries() if entry.route.permission in permitted]


def _entries() -> list[Entry]:
    by_view = groupby(list_routes(current_app), lambda route: route.endpoint)
    return [Entry(tuple(routes)) for _view, routes in by_view]
