"""Answers as the OpenAPI document tells them: by status, with their headers and shapes."""

from http import HTTPStatus
from typing import Any

from app.openapi import errors, headers
from app.openapi.operation import JSON, Answer, Named
from app.openapi.routes import Route

HTML = "text/html"
PROBLEM_JSON = "application/problem+json"


def of_route(route: Route) -> dict[str, Any]:
    """Every status that the route can answer."""
    told = {str(status): _answer(one) for status, one in route.operation.answers.items()}
    if route.writes_once:
        for response in told.values():
            response["headers"]["Idempotent-Replayed"] = _reference("Idempotent-Replayed")
    for status, words in route.errors.items():
        told[str(status)] = _refusal(route, status, words)
    return told


def shared() -> dict[str, Any]:
    """The errors of the API, for which routes have no words of their own."""
    return {_name(status): _error(status, words) for status, words in errors.WORDS.items()}


def header(name: str) -> dict[str, Any]:
    """The header with this name."""
    words, shape = headers.OF_ANSWERS[name]
    return {"description": str(words), "schema": shape}


def _refusal(route: Route, status: int, words: object) -> dict[str, Any]:
    if any(answer.type == HTML for answer in route.operation.answers.values()):
        return _error(status, words, None, HTML)
    if not route.path.startswith("/api/"):
        schema = errors.PROBLEM if route.takes_token else errors.OAUTH_ERROR
        return _error(status, words, schema, JSON)
    if words is errors.WORDS.get(status):
        return {"$ref": f"#/components/responses/{_name(status)}"}
    return _error(status, words)


def _error(
    status: int,
    words: object,
    schema: Named | None = errors.PROBLEM,
    media_type: str = PROBLEM_JSON,
) -> dict[str, Any]:
    return _answer(Answer(words, schema, errors.HEADERS.get(status, ()), media_type))


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.replace(" ", "")


def _answer(answer: Answer) -> dict[str, Any]:
    told: dict[str, Any] = {
        "description": str(answer.text),
        "headers": {name: _reference(name) for name in (*answer.headers, "X-Request-ID")},
    }
    if answer.type:
        content = {} if answer.schema is None else {"schema": answer.schema}
        example = {} if answer.example is None else {"example": answer.example}
        told["content"] = {answer.type: content | example}
    return told


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{name}"}
