"""Responses in the OpenAPI document: by status, with their headers and schemas."""

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
OAUTH_ERRORS: Content = {JSON: {"schema": errors.OAUTH_ERROR}}


def of_route(route: Route) -> dict[str, Any]:
    """Return the responses of the route by status."""
    responses = {str(status): _answer(answer) for status, answer in route.operation.answers.items()}
    if route.writes_once:
        for response in responses.values():
            response["headers"]["Idempotent-Replayed"] = _reference("Idempotent-Replayed")
    if route.operation.deprecation:
        names = (
            ("Deprecation", "Sunset") if route.operation.deprecation.sunset else ("Deprecation",)
        )
        for response in responses.values():
            response["headers"] |= {name: _reference(name) for name in names}
    for status, text in route.errors.items():
        responses[str(status)] = _refusal(route, status, text)
    return responses


def shared() -> dict[str, Any]:
    """Return the error responses of the API that routes share."""
    texts = errors.DESCRIPTIONS.items()
    return {_name(status): _error(status, text, API_ERRORS) for status, text in texts}


def header(name: str) -> dict[str, Any]:
    """Return the header with this name."""
    text, shape = headers.OF_ANSWERS[name]
    return {"description": str(text), "schema": shape}


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
