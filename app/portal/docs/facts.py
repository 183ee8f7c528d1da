"""Tables of the documentation: errors and their remedies, endpoints, redirect URIs judged."""

from flask_babel import lazy_gettext as _

from app.models.clients import redirect_uri
from app.models.values.errors import ValidationError

# (error, what happened, what to do) while connecting: in the redirect, or of the token endpoint.
CONNECTING = (
    (
        "access_denied",
        _("The organizer pressed Deny, or has no team that they may share."),
        _("Say so kindly, and let them try again when they want to."),
    ),
    (
        "invalid_client",
        _("The client ID or the secret is wrong, or the app is suspended."),
        _("Compare both with your app's page; make a new secret if it is lost."),
    ),
    (
        "invalid_grant",
        _("The code or refresh token was used, is too old, or its access was ended."),
        _("Start again at the consent page. Do not repeat the call."),
    ),
    (
        "invalid_scope",
        _("A scope is unknown, or your app is not registered for it."),
        _("Add it on your app's page, or ask for less."),
    ),
    (
        "invalid_request",
        _("A parameter is missing, doubled or unreadable; or code_challenge is missing."),
        _("Read the description, and compare what you send with the guide."),
    ),
    (
        "unsupported_response_type",
        _("response_type is not code."),
        _("Send response_type=code."),
    ),
    (
        "unsupported_grant_type",
        _("grant_type is none that this server knows."),
        _("Send authorization_code, refresh_token or client_credentials."),
    ),
    (
        "unauthorized_client",
        _("Your app may not use this grant type."),
        _("Use the code flow; an app's own tokens come with some profiles only."),
    ),
    (
        "login_required, consent_required",
        _("You sent prompt=none, and the organizer has to do something."),
        _("Send them again without prompt."),
    ),
)

# Of the API, where the status alone does not say what to do.
CALLING = (
    (
        "401",
        "unauthorized",
        _("No token came along."),
        _("Send Authorization: Bearer and the token."),
    ),
    (
        "401",
        "invalid_token",
        _("The token is unknown, too old, or its access was ended."),
        _("Refresh once. If that fails, start again at the consent page."),
    ),
    (
        "403",
        "insufficient_scope",
        _("The token does not reach that far."),
        _("Ask for the scope that WWW-Authenticate names."),
    ),
    (
        "403",
        "access_denied",
        _("The token is for another team, or no person stands behind it."),
        _("Leave the team out of the address: you get the token's own."),
    ),
    (
        "400",
        "invalid_request",
        _("A parameter is unknown, doubled or cannot be read."),
        _("Mend the one that parameter names."),
    ),
    (
        "400",
        "invalid_cursor",
        _("The cursor is not ours, or belongs to another list."),
        _("Start again without it."),
    ),
    (
        "404",
        "not_found",
        _("There is no such event, or apps may not see it."),
        _("Forget it; drafts and private events look the same."),
    ),
    (
        "429",
        "rate_limited",
        _("Too many calls."),
        _("Wait for the seconds in Retry-After."),
    ),
    (
        "503",
        "temporarily_unavailable",
        _("The server is busy."),
        _("Wait for Retry-After, then repeat the call."),
    ),
)

GOOD_REDIRECT_URIS = (
    ("https://app.example/callback", _("A server or a page in a browser.")),
    ("https://app.example/callback?site=3", _("With a query; ours is added behind it.")),
    ("http://127.0.0.1:8000/callback", _("A program on the person's computer, on any port.")),
    ("http://localhost:3000/callback", _("Development; here the port counts.")),
    ("com.example.app:/callback", _("An installed app with a scheme of its own.")),
)
BAD_REDIRECT_URIS = (
    "/callback",
    "http://app.example/callback",
    "https://*.app.example/callback",
    "https://app.example/callback#done",
    "https://app.example/a/../callback",
    "https://user:pass@app.example/callback",
    "https://192.168.1.20/callback",
    "myapp://callback",
)


def bad_redirect_uris() -> list[tuple[str, str]]:
    """Addresses that are refused, each with the words of the form that refuses it."""
    return [(uri, _why_refused(uri)) for uri in BAD_REDIRECT_URIS]


def _why_refused(uri: str) -> str:
    try:
        redirect_uri.validate(uri)
    except ValidationError as error:
        return error.message
    raise ValueError(uri)  # it may be registered, so it is no example
