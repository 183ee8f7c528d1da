"""The described routes, each with the properties that its code implies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from app.models.values import scopes
from app.models.values.scopes import Permission
from app.openapi import errors, headers
from app.openapi.operation import Operation, Parameter

KEY = "described_routes"
_PLACE = re.compile(r"<(?:[^:<>]+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One method of one path. ``permission`` is None where any live token is enough."""

    endpoint: str
    method: str
    path: str
    operation: Operation
    takes_token: bool
    permission: Permission | None
    writes_once: bool
    guesses_team: bool  # the path does not name the team

    @property
    def scope(self) -> str:
        """The smallest sufficient scope; empty where none is needed."""
        return scopes.giving(self.permission) if self.permission else ""

    @property
    def slug(self) -> str:
        """The permanent name of the operation on the pages of its group."""
        return self.endpoint.partition(".")[2].replace("_", "-")

    @property
    def doc_path(self) -> str:
        """The path of its page below /docs/."""
        return f"api/{self.operation.group}/{self.slug}"

    @property
    def writes(self) -> bool:
        """Whether it may change something; a view that shows also answers POST in places."""
        view = self.endpoint.partition(".")[2]
        return self.method != "GET" and not view.startswith(("show_", "list_"))

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the path parameters."""
        return tuple(re.findall(r"{(\w+)}", self.path))

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters in path, query and headers."""
        parameters = [self.operation.path[name] for name in self.places]
        parameters += self.operation.parameters
        if self.writes_once:
            parameters.append(headers.IDEMPOTENCY_KEY)
        if self.guesses_team:
            parameters.append(headers.TEAM)
        return tuple(parameters)

    @property
    def errors(self) -> Mapping[int, object]:
        """The descriptions of its errors by status, in order."""
        statuses = {503} | set(self.operation.errors)
        if self.takes_token:
            statuses |= {400, 401, 403, 429}
        if self.operation.body:
            statuses |= {400, 413, 415} if self.writes_once else {400, 413}
        if self.writes_once:
            statuses.add(409)
        if 304 in self.operation.answers:  # If-None-Match and If-Match are supported together
            statuses.add(412)
        if self.places:
            statuses.add(404)
        texts = {**errors.DESCRIPTIONS, **self.operation.errors}
        # A status that is described as an answer has a schema of its own.
        return {status: texts[status] for status in sorted(statuses - set(self.operation.answers))}


def list_routes(app: Flask) -> tuple[Route, ...]:
    """Return every described route of the app, in the order of registration."""
    if KEY not in app.extensions:
        app.extensions[KEY] = tuple(_read(app))
    return app.extensions[KEY]  # type: ignore[no-any-return]


def _read(app: Flask) -> list[Route]:
    routes = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if hasattr(view, "operation"):
            methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            routes += [_route(rule, method, view) for method in methods]
    return routes


def _route(rule: Any, method: str, view: Any) -> Route:
    return Route(
        endpoint=rule.endpoint,
        method=method,
        path=_PLACE.sub(r"{\1}", rule.rule),
        operation=view.operation,
        takes_token=hasattr(view, "permission"),
        permission=getattr(view, "permission", None),
        writes_once=getattr(view, "writes_once", False),
        guesses_team="team" in (rule.defaults or {}),
    )
