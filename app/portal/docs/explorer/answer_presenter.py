"""The answer to a request that was tried, as the page shows it."""

from http import HTTPStatus
from typing import Any

from app.language.texts import gettext as _
from app.portal.docs import sample_requests
from app.portal.docs.explorer.api_request import ApiRequest
from app.portal.docs.highlight import Code, language_of
from app.portal.docs.reader import Reader
from app.web.internal_request import Answer

MAX_SHOWN = 60_000  # characters of a body
TEXTS = ("text/", "application/json", "application/xml", "image/svg")
TEXT_SUFFIXES = ("+json", "+xml", "ndjson")


def describe(
    answer: Answer, sent: ApiRequest, reader: Reader, *, is_vouched: bool
) -> dict[str, Any]:
    """Status, time, headers, body and the call in four languages."""
    call = sent.call(reader)
    return {
        "status": answer.status,
        "phrase": HTTPStatus(answer.status).phrase,
        "milliseconds": max(1, round(answer.seconds * 1000)),
        "headers": Code("\n".join(f"{name}: {value}" for name, value in answer.headers), "http"),
        "body": _body(answer),
        "is_cut": len(answer.text) > MAX_SHOWN,
        "calls": [
            (name, Code(write(call), name.lower()))
            for name, write in sample_requests.WRITERS.items()
        ],
        "note": _note(answer, sent, is_vouched=is_vouched),
    }


def _body(answer: Answer) -> Code | None:
    """The body as text; None for one that is empty or no text."""
    kind = answer.media_type
    is_text = kind.startswith(TEXTS) or kind.endswith(TEXT_SUFFIXES)
    if not answer.text or not is_text:
        return None
    return Code(answer.text[:MAX_SHOWN], "json" if answer.json is not None else language_of(kind))


def _note(answer: Answer, sent: ApiRequest, *, is_vouched: bool) -> str:
    """What to know about this answer; "" for nothing."""
    operation = sent.route.operation
    if operation.opened_by_people:
        return str(_("People open this page in a browser. The request was sent signed out."))
    if operation.shows_client and is_vouched:
        return str(_("The portal vouched for your app. Your app sends its own credentials."))
    if operation.shows_client:
        return str(
            _(
                "It was sent without your app's credentials: no app of yours was chosen, or it "
                "names a code, a token or a grant of another person. Send it from your app."
            )
        )
    if operation.bearer and answer.status == 401:
        return str(_("Type the token that the registration answered."))
    return ""
