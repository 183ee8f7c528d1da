"""The endpoint for reports of leaked credentials, by secret scanners and by people who find one."""

import time
from typing import Any

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import Response, request

from app.callers.request_limits import limit_requests
from app.extensions import db
from app.mail import leak_mails
from app.models.housekeeping import leaked_credential
from app.oauth import errors
from app.oauth.blueprint import bp
from app.oauth.errors import Refusal
from app.oauth.operations import REPORT_LEAKS
from app.openapi.operation import describe
from app.web import strict_json
from app.web.request_class import takes_up_to

MAX_BODY = 64 * 1024  # bytes
PACE = 0.1  # seconds: answers come at multiples of it, so that their time says nothing


@bp.post("/credentials/report")
@describe(REPORT_LEAKS)
@limit_requests("rate_limit_report")
@takes_up_to(MAX_BODY)
def report_credentials() -> Response:
    """End the reported credentials and tell their owners. 202 ``{}``, whatever they were."""
    started = time.monotonic()
    try:
        texts = _read(request.get_data())
    except OAuth2Error as error:
        return errors.refuse(error)
    leaks = []
    for credential in leaked_credential.find_all(texts):
        # A transaction each: two reports in other orders would wait for each other.
        if (leak := leaked_credential.end(credential)) is not None:
            leaks.append(leak)
            db.session.commit()
    leak_mails.send(leaks)
    db.session.rollback()  # nothing is locked while waiting
    time.sleep((started - time.monotonic()) % PACE)
    return errors.answer({}, 202)


def _read(body: bytes) -> list[str]:
    try:
        if request.mimetype != "application/json":
            raise ValueError("media type")
        credentials: Any = strict_json.read_object(body, {"credentials"}).get("credentials")
    except ValueError:
        raise Refusal("invalid_request", "Send a JSON object with credentials.") from None
    if not isinstance(credentials, list) or not all(isinstance(one, str) for one in credentials):
        raise Refusal("invalid_request", "credentials must be a list of strings.")
    if len(credentials) > leaked_credential.MAX_AT_ONCE:
        raise Refusal("invalid_request", "Send at most 100 credentials at once.")
    return credentials
