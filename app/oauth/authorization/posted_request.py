"""Authorization requests in the body of a POST (OpenID Connect Core section 3.1.2.1).

The page of another site sends them, without the person's cookie and without a token of ours. They
decide nothing: each becomes the same request by GET.
"""

from urllib.parse import urlencode

from authlib.oauth2.rfc6749.errors import OAuth2Error
from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.oauth.authorization import authorization_request, pushed_parameters, request_address
from app.oauth.authorization.authorization_request import UntrustedRequestError
from app.oauth.authorization.authorization_steps import find_target, refuse
from app.oauth.authorization.refusal_page import show_refusal
from app.oauth.requests import read_body

# Fields of our own forms, the consent page's among them.
OURS = frozenset({"csrf_token", "decision"})


def is_sent() -> bool:
    """Whether the present POST to the authorization endpoint is a request and no decision."""
    return request.endpoint == "oauth.decide_consent" and OURS.isdisjoint(request.form)


def answer() -> ResponseReturnValue:
    """Redirect to the same request by GET, or say why it cannot be."""
    try:
        return _lead_to_page()
    except UntrustedRequestError as error:  # Flask does not handle what a handler raises
        return show_refusal(error)


def _lead_to_page() -> ResponseReturnValue:
    try:
        sent = read_body(request, authorization_request.PARAMETERS)
    except OAuth2Error as error:
        raise UntrustedRequestError("malformed", cause=error) from None
    parameters = pushed_parameters.resolve(sent)
    target = find_target(parameters)
    try:
        request_address.check_length(pushed_parameters.reference(parameters))
    except OAuth2Error as error:
        return refuse(target, error)
    pairs = [pair for pair in request.form.items(multi=True) if pair[0] in sent]
    return redirect(f"{url_for('oauth.ask_consent')}?{urlencode(pairs)}", 303)
