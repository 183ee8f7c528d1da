"""Responses in the OpenAPI document: by status, with their headers and schemas."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from app.openapi import errors, headers
from app.openapi.operation import JSON, Answer
from app.openapi.routes import Route
from app.web.errors import MACHINE_PATHS

Content = dict[str, dict[str, Any]]
API_ERRORS: Content = {"application/problem+json": {"schema": errors.PROBLEM}}
OTHER_ERRORS: Content = {JSON: {"schema": errors.PROBLEM}}
PAGES: Content = {"text/html": {}}
DEPRECATION_HEADERS = ("Deprecation", "Sunset")
OAUTH_ERRORS: Content = {JSON: {"schema": errors.OAUTH_ERROR}}


def of_route(route: Route) -> dict[str, Any]:
    """Return the responses of the route by status."""
    responses = {str(status): _answer(answer) for status, answer in route.operation.answers.items()}
    if route.writes_once:
        for response in responses.values():
            response["headers"]["Idempotent-Replayed"] = _reference("Idempotent-Replayed")
    for response in responses.values():
        response["headers"] |= {name: _reference(name) for name in _deprecation_headers(route)}
    for status, text in route.errors.items():
        responses[str(status)] = _refusal(route, status, text)
    return responses


def shared() -> dict[str, Any]:
    """Return the error responses of the API that routes share."""
    texts = errors.DESCRIPTIONS.items()
    return {_name(status): _error(status, text, API_ERRORS) for status, text in texts}


def described_headers(routes: Iterable[Route]) -> dict[str, Any]:
    """Return the headers by name: of deprecations only those that one of the routes carries."""
    carried = {name for route in routes for name in _deprecation_headers(route)}
    return {
        name: {"description": str(text), "schema": shape}
        for name, (text, shape) in headers.OF_ANSWERS.items()
        if name not in DEPRECATION_HEADERS or name in carried
    }


def _deprecation_headers(route: Route) -> tuple[str, ...]:
    deprecation = route.operation.deprecation
    if deprecation is None:
        return ()
    return DEPRECATION_HEADERS if deprecation.sunset else DEPRECATION_HEADERS[:1]


def _refusal(route: Route, status: int, text: object) -> dict[str, Any]:
    content = _content_of_errors(route)
    if content == API_ERRORS and text is errors.DESCRIPTIONS.get(status):
        return {"$ref": f"#/components/responses/{_name(status)}"}
    return _error(status, text, content)


def _content_of_errors(route: Route) -> Content:
    """Return the content of errors at this path: JSON of the API or of OAuth, or a page."""
    path, is_oauth = route.path, route.endpoint.startswith("oauth.")
    if not path.startswith(MACHINE_PATHS):
        # The API answers an invalid parameter with JSON at every path.
        return PAGES if is_oauth else PAGES | OTHER_ERRORS
    if is_oauth:
        return OAUTH_ERRORS | (API_ERRORS if path.startswith("/api/") else {})
    return API_ERRORS if path.startswith("/api/") else OTHER_ERRORS


def _error(status: int, text: object, content: Content) -> dict[str, Any]:
    response = _answer(Answer(text, headers=errors.HEADERS.get(status, ()), type=None))
    return response | {"content": content}


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.replace(" ", "")


def _answer(answer: Answer) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": str(answer.text),
        "headers": {name: _reference(name) for name in (*answer.headers, "X-Request-ID")},
    }
    if answer.type:
        content = {} if answer.schema is None else {"schema": answer.schema}
        example = {} if answer.example is None else {"example": answer.example}
        response["content"] = dict.fromkeys((answer.type, *answer.types), content | example)
    return response


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{name}"}
