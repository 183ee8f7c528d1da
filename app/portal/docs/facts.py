"""Tables of the documentation: errors with their fixes, and examples of redirect URIs."""

from app.language.texts import lazy_gettext as _
from app.models.clients import redirect_uri
from app.models.values.errors import ValidationError
from app.portal.clients.webhooks import webhook_presenter

# (error, cause, fix) of errors in the redirect or at the token endpoint.
CONNECTING = (
    (
        "access_denied",
        _(
            "The user denied access, or owns no team. At the API: the token does not reach this "
            "team, or belongs to no user."
        ),
        _("Tell the user, and let them try again later."),
    ),
    (
        "invalid_client",
        _("The client ID or the secret is wrong, or the app is suspended."),
        _("Compare both with your app's page. Create a new secret if yours is lost."),
    ),
    (
        "invalid_grant",
        _("The code or refresh token was already used, expired or revoked."),
        _("Send the user to authorize again. Do not retry the request."),
    ),
    (
        "invalid_grant_id",
        _("No active grant by this user to your app has this grant_id."),
        _("Ask again without grant_id."),
    ),
    (
        "invalid_target",
        _("resource names another server, or one that was not authorized."),
        _("Name one that was, or leave resource out. The code or token is not used up."),
    ),
    (
        "invalid_scope",
        _("A scope is unknown, or your app is not registered for it."),
        _("Add the scope on your app's page, or request fewer scopes."),
    ),
    (
        "invalid_request",
        _("A parameter is missing, repeated or malformed, such as code_challenge."),
        _("Read error_description, and compare your request with the guide."),
    ),
    ("unsupported_response_type", _("response_type is not code."), _("Send response_type=code.")),
    (
        "unsupported_grant_type",
        _("grant_type is not supported."),
        _("Send a grant type that the server's metadata lists, such as authorization_code."),
    ),
    (
        "unauthorized_client",
        _("Your app may not use this grant type."),
        _("Use the code flow, or turn the other grant type on for your app."),
    ),
    (
        "authorization_pending, slow_down",
        _("A device polls before the user has decided, or more often than it may."),
        _("Poll again after the interval; add 5 seconds to it after each slow_down."),
    ),
    (
        "expired_token",
        _("The user did not decide in time about a device."),
        _("Offer to show a new code."),
    ),
    (
        "login_required, consent_required",
        _("You sent prompt=none, but the user has to sign in or consent."),
        _("Send the request again without prompt."),
    ),
)

# (status, error, cause, fix) of errors of the API. Codes of the first table have their id there.
CALLING = (
    (
        "401",
        "unauthorized",
        _("The request has no token."),
        _("Send it in the header: Authorization: Bearer …"),
    ),
    (
        "401",
        "invalid_token",
        _("The token is unknown, expired or revoked."),
        _("Refresh once. If that fails, send the user to authorize again."),
    ),
    (
        "403",
        "insufficient_scope",
        _("The token lacks a scope."),
        _("Request the scope that WWW-Authenticate names."),
    ),
    (
        "403",
        "grant_paused",
        _("The user has paused the app for up to a day."),
        _("Keep the tokens and try again after Retry-After seconds. Nothing has to be authorized."),
    ),
    (
        "403",
        "access_denied",
        _("The token is for another team, or belongs to no user."),
        _("Leave the team out of the path to use the token's own."),
    ),
    (
        "400",
        "invalid_request",
        _("A parameter is unknown, repeated or malformed."),
        _("Fix the parameter named in the response."),
    ),
    (
        "422",
        "invalid_request",
        _("A webhook has no type, an unknown type, or an address that we do not send to."),
        _("Fix the member named in the response."),
    ),
    (
        "400",
        "invalid_cursor",
        _("The cursor is invalid, or belongs to another list."),
        _("Start again without a cursor."),
    ),
    (
        "404",
        "not_found",
        _("The event does not exist, or apps may not see it."),
        _("Remove your copy. Drafts and private events look the same."),
    ),
    ("429", "rate_limited", _("Too many requests."), _("Wait for the seconds in Retry-After.")),
    (
        "503",
        "temporarily_unavailable",
        _("The server is busy."),
        _("Wait for the seconds in Retry-After, then retry."),
    ),
)

# (error, cause, fix) of all others. Both tables above come first on the page.
OTHERS = (
    (
        "use_dpop_nonce",
        _("The DPoP proof has no nonce of this server, or one that is too old."),
        _("Send the request again, with a new proof and the value of DPoP-Nonce."),
    ),
    (
        "invalid_dpop_proof",
        _("The DPoP proof is missing or wrong, or was used before."),
        _("Correct the part that error_description names. Make a proof for each request."),
    ),
    (
        "invalid_redirect_uri",
        _("A redirect URI cannot be registered as it is."),
        _("Read the guide about redirect URIs, and register another."),
    ),
    (
        "invalid_client_metadata, Invalid scopes",
        _("A member of the registration cannot be used."),
        _("Correct the member that error_description names."),
    ),
    (
        "request_not_supported, request_uri_not_supported",
        _("The authorization request uses a parameter that is not supported."),
        _("Send the parameters themselves in the query."),
    ),
    (
        "invalid_request_uri, invalid_request_object",
        _("The request_uri is unknown, expired or not yours, or request cannot be read."),
        _("Push the request again, and send the browser on with the new request_uri."),
    ),
    (
        "account_selection_required",
        _("You sent prompt=none, but the user has to choose an account."),
        _("Send the request again without prompt."),
    ),
    (
        "unmet_authentication_requirements",
        _("The user did not sign in by an acr that claims calls essential."),
        _("Ask for it without essential, or tell the user what your app needs."),
    ),
    (
        "interaction_required",
        _("You sent prompt=none, but the user has to confirm their account first."),
        _("Send the request again without prompt."),
    ),
    (
        "insecure_transport",
        _("The request was not sent over https."),
        _("Use https."),
    ),
    (
        "unsupported_token_type",
        _("This kind of token cannot be revoked or introspected."),
        _("Send an access token or a refresh token."),
    ),
    (
        "method_not_allowed",
        _("This address does not take that method."),
        _("Use a method that the Allow header names."),
    ),
    ("gone", _("What was at this address has ended."), _("Remove the address from your app.")),
    (
        "conflict, limit_reached",
        _("The state does not allow this, or there is already the maximum number."),
        _("Read the current state, then decide again."),
    ),
    (
        "event_full, booking_refused",
        _("All places are taken; or the ticket or its date does not allow this."),
        _("Show error_description to the organizer. Retrying does not help."),
    ),
    (
        "already_checked_in",
        _("The ticket was used before, at used_at."),
        _("Tell the person at the entrance; someone else may have the code, too."),
    ),
    (
        "idempotency_key_reused",
        _("The Idempotency-Key was used for a different request."),
        _("Generate a new key for each request that is not a repeat."),
    ),
    (
        "request_in_progress",
        _("The same request is still in progress."),
        _("Wait for the seconds in Retry-After, then retry."),
    ),
    (
        "precondition_failed",
        _("The event has changed since you read it."),
        _("Read it again, apply your change and send its new ETag."),
    ),
    (
        "precondition_required",
        _("This installation requires If-Match for changes."),
        _("Send If-Match with the ETag you have read."),
    ),
    (
        "content_too_large",
        _("The body is larger than this address takes."),
        _("Send less at once."),
    ),
    (
        "unsupported_media_type",
        _("This address does not take that content type."),
        _("Send application/json, or what the reference says: a form, or a calendar file."),
    ),
    (
        "invalid_sync_token",
        _("The sync token is invalid, or belongs to another team."),
        _("Start again without a token."),
    ),
    (
        "sync_token_expired",
        _("The sync token is too old."),
        _("Start again without a token, and replace your copy."),
    ),
    (
        "server_error",
        _("Something failed on our side."),
        _("Retry reads after a second. Report the request_id if it stays."),
    ),
)

# (type, when it is sent) of webhooks.
WEBHOOK_TYPES = tuple(webhook_presenter.TYPE_LABELS.items())
# (language, sample) of the receivers of webhooks in the guide, the first one shown.
WEBHOOK_RECEIVERS = (
    ("Python", "webhook.py"),
    ("JavaScript", "webhook.mjs"),
    ("PHP", "webhook.php"),
    ("Go", "webhook.go"),
)


def is_first_in_calls(code: str) -> bool:
    """Whether the table about calls is the first one with this code."""
    return all(code not in codes.split(", ") for codes, *_texts in CONNECTING)


def list_anchored() -> set[str]:
    """The codes that have a row on the page of errors, to which ``error_uri`` leads."""
    rows = [row[0] for row in (*CONNECTING, *OTHERS)] + [row[1] for row in CALLING]
    return {code for codes in rows for code in codes.split(", ")}


GOOD_REDIRECT_URIS = (
    ("https://app.example/callback", _("A server or a page in a browser.")),
    ("https://app.example/callback?site=3", _("With a query; our parameters are added to it.")),
    ("http://127.0.0.1:8000/callback", _("A program on the user's computer; any port works.")),
    (
        "http://localhost:3000/callback",
        _("Development; without a secret, any port works."),
    ),
    ("com.example.app:/callback", _("An installed app with its own scheme.")),
)
BAD_REDIRECT_URIS = (
    "/callback",
    "http://app.example/callback",
    "https://*.app.example/callback",
    "https://app.example/callback#done",
    "https://app.example/callback?state=shop",
    "https://app.example/a/../callback",
    "https://user:pass@app.example/callback",
    "https://192.168.1.20/callback",
    "myapp://callback",
)


def bad_redirect_uris() -> list[tuple[str, str]]:
    """Invalid redirect URIs, each with the error of the form."""
    return [(uri, _validation_error(uri)) for uri in BAD_REDIRECT_URIS]


def _validation_error(uri: str) -> str:
    try:
        redirect_uri.validate(uri)
    except ValidationError as error:
        return error.message
    raise ValueError(uri)  # a valid one is no example
