"""Authorization requests in the body of a POST (OpenID Connect Core section 3.1.2.1).

The page of another site sends them, without the person's cookie and without a token of ours. They
decide nothing: each becomes the same request by GET.
"""

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.oauth.authorization import pushed_parameters, request_address
from app.oauth.authorization.authorization_request import PARAMETERS, UntrustedRequestError
from app.oauth.authorization.authorization_steps import find_target, refuse
from app.oauth.requests import read_body

# Fields of our own forms, the consent page's among them.
OURS = frozenset({"csrf_token", "decision"})


def is_sent() -> bool:
    """Whether an app's form was sent to the authorization endpoint, and not that of our page."""
    return "client_id" in request.form and OURS.isdisjoint(request.form)


def ask_by_get() -> ResponseReturnValue:
    """Repeat the request by GET: only there the browser sends the session's cookie.

    One that is too long is refused to the app.
    """
    try:
        parameters = read_body(request, PARAMETERS, longest=request_address.LONGEST)
    except OAuth2Error as error:
        raise UntrustedRequestError("malformed", cause=error) from None
    carried = pushed_parameters.reference(parameters)
    try:
        request_address.check_length(carried)
    except OAuth2Error as error:
        return refuse(find_target(parameters), error)
    return redirect(request_address.address_of(carried), 303)
