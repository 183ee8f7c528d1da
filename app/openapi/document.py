"""The OpenAPI 3.1 document, made of the described routes."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from app.config import settings
from app.models.values import scopes
from app.openapi import responses
from app.openapi.groups import GROUPS
from app.openapi.operation import Named, Parameter, RequestBody
from app.openapi.routes import Route, list_routes
from app.version import VERSION


def build(app: Flask) -> dict[str, Any]:
    """Return the document as JSON values; its sentences are in the current locale."""
    named: dict[str, Any] = {}
    public_url = settings(app).public_url
    paths: dict[str, dict[str, Any]] = {}
    routes = list(list_routes(app))
    for route in routes:
        described = _operation(route, public_url)
        paths.setdefault(route.path, {})[route.method.lower()] = _expand(described, named)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": settings(app).instance_name,
            "version": VERSION,
            "summary": "Events, teams and people, with OAuth 2.0.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": public_url}],
        "externalDocs": {"url": f"{public_url}/docs"},
        "tags": [{"name": group.name, "description": str(group.title)} for group in GROUPS],
        "paths": paths,
        "components": {
            "securitySchemes": _schemes(public_url),
            "headers": responses.described_headers(routes),
            "responses": _expand(responses.shared(), named),
            "schemas": dict(sorted(named.items())),
        },
    }


def _operation(route: Route, public_url: str) -> dict[str, Any]:
    operation = route.operation
    described: dict[str, Any] = {
        "operationId": operation_id(route),
        "tags": [operation.group],
        "summary": str(operation.summary),
        "description": str(operation.text),
        "externalDocs": {"url": f"{public_url}/docs/{route.doc_path}"},
        "parameters": [_parameter(parameter) for parameter in route.parameters],
        "responses": responses.of_route(route),
        "security": _security(route),
    }
    if operation.deprecation:
        described["deprecated"] = True
    if operation.body:
        described["requestBody"] = _body(operation.body)
    return described


def operation_id(route: Route) -> str:
    """Return a unique, stable name: the view's, with the group before it for dialects."""
    door, _dot, name = route.endpoint.partition(".")
    parts = [name] if door != "dialects" else [route.operation.group.replace("-", "_"), name]
    if route.guesses_team and door == "api":
        parts.append("of_own_team")
    if "GET" != route.method == "POST" and name.startswith(("show", "list")):
        parts.append("by_post")
    if route.path in ALIASES:
        parts.append(ALIASES[route.path])
    return "_".join(parts)


# Additional paths of one view.
ALIASES = {
    "/authorize": "at_short_address",
    "/media/thumb/{name}": "thumb",
    "/oauth/grants": "of_no_id",
}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": parameter.place,
        "description": str(parameter.text),
        "required": parameter.required or parameter.place == "path",
        "schema": parameter.shape,
    }
    return described | ({} if parameter.example is None else {"example": parameter.example})


def _body(body: RequestBody) -> dict[str, Any]:
    content = {"schema": body.schema, "example": body.example}
    return {"required": True, "content": dict.fromkeys(body.types, content)}


def _security(route: Route) -> list[dict[str, list[str]]]:
    if route.operation.shows_client:
        return [{"client": []}, {}]  # a public client sends its id in the body
    if not route.takes_token:
        return []
    names = [route.scope] if route.scope else []
    ways: list[dict[str, list[str]]] = [{"oauth2": names}, {"bearer": []}, {"dpop": []}]
    return [*ways, {"token_in_query": []}] if route.method == "GET" else ways


def _schemes(public_url: str) -> dict[str, Any]:
    sentences = {name: f"{scope.sentence}." for name, scope in scopes.SCOPES.items()}
    token = {"tokenUrl": f"{public_url}/oauth/token", "scopes": sentences}
    code = {"authorizationUrl": f"{public_url}/oauth/authorize", "refreshUrl": token["tokenUrl"]}
    return {
        "oauth2": {
            "type": "oauth2",
            "description": "The smallest sufficient scope; scopes that include it work, too.",
            "flows": {"authorizationCode": code | token, "clientCredentials": token},
        },
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "Authorization: Bearer and an access token of either flow.",
        },
        "dpop": {
            "type": "http",
            "scheme": "dpop",
            "description": "Authorization: DPoP and a token that is bound to a key, with a "
            "proof in the header DPoP (RFC 9449).",
        },
        "client": {
            "type": "http",
            "scheme": "basic",
            "description": "Client ID and secret; both may be sent in the body instead.",
        },
        "token_in_query": {
            "type": "apiKey",
            "in": "query",
            "name": "access_token",
            "description": "Only for apps whose profile allows it.",
        },
    }


def _expand(value: Any, named: dict[str, Any]) -> Any:
    """Return ``value`` with references to named schemas, which are collected in ``named``."""
    if isinstance(value, Named):
        if value.name not in named:
            named[value.name] = {}  # it may refer to itself
            named[value.name] = _expand(value.shape, named)
        return {"$ref": f"#/components/schemas/{value.name}"}
    if isinstance(value, Mapping):
        return {name: _expand(member, named) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_expand(member, named) for member in value]
    return value
