"""Pushing an authorization request, and the address that the browser is sent to."""

from urllib.parse import urlencode

from tests.support.oauth_flow import App


def push(machine, app: App, **changes):
    """The answer of the endpoint; None leaves a parameter out."""
    body = {
        "response_type": "code",
        "redirect_uri": app.redirect_uri,
        "scope": "events:read",
        "state": "s123",
        **app.credentials(),
        **changes,
    }
    sent = {name: value for name, value in body.items() if value is not None}
    return machine.post("/oauth/par", data=sent)


def pushed_path(app: App, request_uri: str, **more: str) -> str:
    """Path and query of the authorization request."""
    query = {"client_id": app.id, "request_uri": request_uri, **more}
    return f"/oauth/authorize?{urlencode(query)}"
