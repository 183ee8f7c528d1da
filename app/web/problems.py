"""Names and texts of the error statuses: for people, and in plain ASCII for programs."""

from dataclasses import dataclass

from app.config import settings
from app.language.texts import lazy_gettext as _


@dataclass(frozen=True)
class Problem:
    """An error status.

    ``description`` is plain ASCII in English, for error_description (RFC 6749).
    """

    code: str
    name: str
    description: object
    title: object
    advice: object


PROBLEMS = {
    400: Problem(
        "invalid_request",
        "Bad request",
        _("The request could not be understood."),
        _("We couldn't understand this request"),
        _("Go back and try again."),
    ),
    401: Problem(
        "unauthorized",
        "Unauthorized",
        _("Authentication is required."),
        _("Sign in first"),
        _("You need to be signed in to see this page."),
    ),
    403: Problem(
        "access_denied",
        "Forbidden",
        _("This is not allowed."),
        _("You don't have access"),
        _("Ask an owner of the team for access."),
    ),
    404: Problem(
        "not_found",
        "Not found",
        _("There is nothing at this address."),
        _("Page not found"),
        _("Check the address. The page may have moved or been deleted."),
    ),
    405: Problem(
        "method_not_allowed",
        "Method not allowed",
        _("This address does not take that method."),
        _("This page doesn't support that"),
        _("Go back and try again."),
    ),
    409: Problem(
        "conflict",
        "Conflict",
        _("The state has changed since it was read."),
        _("This has changed"),
        _("Someone changed it after you opened the page. Go back, reload it and try again."),
    ),
    410: Problem(
        "gone",
        "Gone",
        _("There is nothing at this address any more."),
        _("No longer available"),
        _("This page was removed and will not come back."),
    ),
    413: Problem(
        "content_too_large",
        "Content too large",
        _("The body is larger than this address takes."),
        _("Too large"),
        _("Send a smaller file or a shorter text."),
    ),
    415: Problem(
        "unsupported_media_type",
        "Unsupported media type",
        _("This address does not take that content type."),
        _("Unsupported content type"),
        _("Go back and send the form again."),
    ),
    422: Problem(
        "invalid_request",
        "Unprocessable content",
        _("The content could not be used."),
        _("This could not be saved"),
        _("Go back, and correct what you entered."),
    ),
    429: Problem(
        "rate_limited",
        "Too many requests",
        _("Too many requests. Wait for the time in Retry-After."),
        _("Too many attempts"),
        _("Wait a moment, then try again."),
    ),
    500: Problem(
        "server_error",
        "Server error",
        _("Something failed on our side. Report the request id."),
        _("Something went wrong on our side"),
        _("Try again. If it happens again, report the request ID below."),
    ),
    503: Problem(
        "temporarily_unavailable",
        "Temporarily unavailable",
        _("The service is busy. Try again in a moment."),
        _("The service is busy"),
        _("Try again in a moment."),
    ),
}

EXPIRED_FORM = Problem(
    "invalid_request",
    "Bad request",
    _("The request could not be understood."),
    _("This page has expired"),
    _("Nothing was saved. Go back, reload the page and send the form again."),
)


def error_uri(code: str) -> str:
    """The URL of the documentation about the error ``code`` (RFC 6749 section 5.2)."""
    return f"{settings().public_url}/docs/errors#{anchor(code)}"


def anchor(code: str) -> str:
    """The id of its row there; a code of an existing platform contains a space."""
    return code.lower().replace(" ", "_")


def find(status: int) -> Problem:
    """The problem of ``status``, or the general one of its class."""
    return PROBLEMS.get(status) or PROBLEMS[500 if status >= 500 else 400]
