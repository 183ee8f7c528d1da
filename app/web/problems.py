"""What each error status is called: for people in their language, for programs in fixed English."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class Problem:
    """One status. ``description`` is plain ASCII: error_description allows no more (RFC 6749)."""

    code: str
    name: str
    description: str
    title: object
    advice: object


PROBLEMS = {
    400: Problem(
        "invalid_request",
        "Bad request",
        "The request could not be understood.",
        _("This request cannot be understood"),
        _("Go back and try again."),
    ),
    401: Problem(
        "unauthorized",
        "Unauthorized",
        "Authentication is required.",
        _("Sign in first"),
        _("This page is for people who are signed in."),
    ),
    403: Problem(
        "access_denied",
        "Forbidden",
        "This is not allowed.",
        _("This is not yours to see"),
        _("Ask an owner of the team for access."),
    ),
    404: Problem(
        "not_found",
        "Not found",
        "There is nothing at this address.",
        _("There is nothing here"),
        _("The page may have moved, or it never existed."),
    ),
    405: Problem(
        "method_not_allowed",
        "Method not allowed",
        "This address does not take that method.",
        _("This page cannot do that"),
        _("Go back and try again."),
    ),
    409: Problem(
        "conflict",
        "Conflict",
        "The state has changed since it was looked at.",
        _("Somebody was faster"),
        _("What you decided about has changed meanwhile. Go back, reload the page and look again."),
    ),
    410: Problem(
        "gone",
        "Gone",
        "There is nothing at this address any more.",
        _("This is over"),
        _("What was here has ended and does not come back."),
    ),
    413: Problem(
        "content_too_large",
        "Content too large",
        "The body is larger than this address takes.",
        _("That was too much at once"),
        _("Send a smaller file or a shorter text."),
    ),
    415: Problem(
        "unsupported_media_type",
        "Unsupported media type",
        "This address does not take that content type.",
        _("This kind of content is not taken"),
        _("Go back and send the form as the page shows it."),
    ),
    429: Problem(
        "rate_limited",
        "Too many requests",
        "Too many requests. Wait for the time in Retry-After.",
        _("That was too often"),
        _("Wait a little, then try again."),
    ),
    500: Problem(
        "server_error",
        "Server error",
        "Something failed on our side. Report the request id.",
        _("Something went wrong on our side"),
        _("Try again. If it happens again, report the number below."),
    ),
    503: Problem(
        "temporarily_unavailable",
        "Temporarily unavailable",
        "The service is busy. Try again in a moment.",
        _("We are busy"),
        _("Try again in a moment."),
    ),
}

EXPIRED_FORM = Problem(
    "invalid_request",
    "Bad request",
    "The request could not be understood.",
    _("This page was open too long"),
    _("Nothing was saved. Send the form once more from a fresh page."),
)


def find(status: int) -> Problem:
    """The problem of ``status``, or the nearest one that has words."""
    return PROBLEMS.get(status) or PROBLEMS[500 if status >= 500 else 400]
