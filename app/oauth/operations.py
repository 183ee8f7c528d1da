"""The API reference of the authorization server's endpoints."""

from app.language.texts import lazy_gettext as _
from app.oauth import schemas
from app.openapi.operation import (
    FORM,
    JSON,
    Answer,
    Named,
    Operation,
    Parameter,
    RequestBody,
    Shape,
)
from app.openapi.shapes import TEXT, always, number, one_of

RATE = (
    *("RateLimit", "RateLimit-Policy"),
    *("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"),
)
UNKNOWN_CLIENT = _("invalid_client: the client ID or the secret is wrong.")
TOO_MANY = _("Too many failures or registrations. Wait for Retry-After.")
BOTH = (FORM, JSON)


def _query(name: str, text: object, *, required: bool = False, shape: Shape = TEXT) -> Parameter:
    return Parameter(name, "query", text, shape, required=required)


AUTHORIZE = Operation(
    "oauth",
    _("Ask an organizer"),
    _(
        "Send the browser here. It comes back to redirect_uri with code, or with error and "
        "error_description; with state and iss either way."
    ),
    parameters=(
        _query("response_type", _("code."), required=True, shape=always("code")),
        _query("client_id", _("Your app's."), required=True),
        _query("redirect_uri", _("A registered one; may be left out if there is only one.")),
        _query("scope", _("Scopes separated by spaces. Default: the default scopes.")),
        _query("state", _("Returned unchanged, so that you can recognise your own request.")),
        _query("code_challenge", _("PKCE (RFC 7636); public apps need it.")),
        _query("code_challenge_method", _("S256, with it."), shape=always("S256")),
        _query("prompt", _("none, login, consent or select_account; several by spaces.")),
        _query("max_age", _("Maximum age of the sign-in, in seconds."), shape=number("")),
        _query("login_hint", _("Fills in the address on the sign-in page.")),
        _query("id_token_hint", _("An ID token of yours: the user who has to be signed in.")),
        _query("nonce", _("With openid: repeated in the ID token.")),
        _query("claims", _("With openid: single claims, as JSON (OpenID Connect Core 5.5).")),
        _query("dpop_jkt", _("The thumbprint of the key that must redeem the code (RFC 9449).")),
        _query("resource", _("The resource that tokens are for (RFC 8707); may be repeated.")),
        _query("team", _("The slug of the team that is preselected on the page.")),
        _query(
            "grant_management_action",
            _("create, merge or replace; the last two with grant_id. For apps with a secret."),
            shape=one_of("create", "merge", "replace"),
        ),
        _query("grant_id", _("The grant to change, from the response with its tokens.")),
    ),
    sample={
        "response_type": "code",
        "client_id": "$CLIENT_ID",
        "redirect_uri": "$REDIRECT_URI",
        "scope": "events:read",
        "state": "STATE",
        "code_challenge": "CODE_CHALLENGE",
        "code_challenge_method": "S256",
    },
    answers={
        200: Answer(_("The consent page."), type="text/html"),
        302: Answer(_("Back to the app, or first to sign in."), None, ("Location",), None),
    },
    errors={400: _("A page: the client or its redirect URI is unknown, so there is no redirect.")},
    opened_by_people=True,
)
AUTHORIZE_DEVICE = Operation(
    "oauth",
    _("Ask from a device without a browser"),
    _(
        "Show user_code and verification_uri, or verification_uri_complete as a QR code, and poll "
        "the token endpoint with device_code (RFC 8628). Off unless your app has the grant type."
    ),
    body=RequestBody(schemas.DEVICE_REQUEST, {"scope": "events:read"}, BOTH),
    answers={200: Answer(_("The codes."), schemas.DEVICE_CODES, RATE)},
    errors={
        400: _("unauthorized_client, invalid_scope or similar: fix the request."),
        401: UNKNOWN_CLIENT,
        429: _("Too many codes or failures. Wait for Retry-After."),
    },
    shows_client=True,
)
TOKEN = Operation(
    "oauth",
    _("Get tokens"),
    _("For a code, for a refresh token, for a device code, or for the app itself."),
    body=RequestBody(
        schemas.TOKEN_REQUEST,
        {"grant_type": "refresh_token", "refresh_token": "$REFRESH_TOKEN"},
        BOTH,
    ),
    answers={200: Answer(_("The tokens."), schemas.TOKEN_ANSWER, RATE)},
    errors={
        400: _("invalid_grant, invalid_scope or similar: start again, or fix the request."),
        401: UNKNOWN_CLIENT,
        429: TOO_MANY,
    },
    shows_client=True,
)


def _about_a_token(summary: object, text: object, answer: object, schema: Named) -> Operation:
    return Operation(
        "oauth",
        summary,
        text,
        body=RequestBody(schemas.ONE_TOKEN, {"token": "$ACCESS_TOKEN"}, BOTH),
        answers={200: Answer(answer, schema, RATE)},
        errors={400: _("token is missing."), 401: UNKNOWN_CLIENT, 429: TOO_MANY},
        shows_client=True,
    )


PUSH = Operation(
    "oauth",
    _("Push an authorization request"),
    _(
        "The parameters of the authorization endpoint, sent by your app itself (RFC 9126). Then "
        "send the browser there with client_id and request_uri alone."
    ),
    body=RequestBody(
        schemas.PUSHED_REQUEST,
        {"response_type": "code", "redirect_uri": "$REDIRECT_URI", "scope": "events:read"},
        BOTH,
    ),
    answers={201: Answer(_("The reference. It works once, and for minutes."), schemas.PUSHED)},
    errors={
        400: _("The request would be refused at the authorization endpoint too: fix it."),
        401: UNKNOWN_CLIENT,
        413: _("The body is larger than 32 KiB."),
        429: TOO_MANY,
    },
    shows_client=True,
)
REVOKE = _about_a_token(
    _("End a token"),
    _("Either token of a pair ends both (RFC 7009)."),
    _("The token is ended. The same for an unknown token."),
    schemas.REVOKED,
)
INTROSPECT = _about_a_token(
    _("Ask about a token"),
    _("Whether one of your own is active, and for what (RFC 7662)."),
    _("What it is for. Any other token is only inactive."),
    schemas.INTROSPECTION,
)
_GRANT = {
    "grant_id": Parameter(
        "grant_id", "path", _("From the response with the tokens."), TEXT, "GRANT_ID", True
    )
}
_OF_GRANTS = {
    401: UNKNOWN_CLIENT,
    403: _("access_denied, insufficient_scope: the app has no secret, or the token no scope."),
    404: _("It is not a live grant of this app."),
    429: TOO_MANY,
}
SHOW_GRANT = Operation(
    "oauth",
    _("Show a grant"),
    _(
        "What a user allows your app. Authenticate by HTTP Basic, or send a token of the app's own "
        "with the scope grant_management_query."
    ),
    path=_GRANT,
    answers={200: Answer(_("What it allows, for which teams."), schemas.GRANT, RATE)},
    errors=_OF_GRANTS,
    shows_client=True,
)
END_GRANT = Operation(
    "oauth",
    _("End a grant"),
    _("Ends every token under it, too. The scope of a token is grant_management_revoke."),
    path=_GRANT,
    answers={204: Answer(_("It has ended."), None, RATE, None)},
    errors=_OF_GRANTS,
    shows_client=True,
)
REPORT_LEAKS = Operation(
    "oauth",
    _("Report leaked credentials"),
    _(
        "Tokens, secrets, keys and links that you found where they should not be, or texts with "
        "them. Each that works ends at once, and its owner is told. No authentication."
    ),
    body=RequestBody(schemas.LEAKED_CREDENTIALS, {"credentials": ["$ACCESS_TOKEN"]}),
    answers={202: Answer(_("Received. The same whatever they were."), schemas.REPORTED)},
    errors={
        400: _("The body is not a JSON object with a list of at most 100 strings."),
        413: _("The body is larger than 64 KiB."),
        429: _("Too many reports. Wait for Retry-After."),
    },
)
REGISTER = Operation(
    "oauth",
    _("Register an app"),
    _(
        "Self-registration (RFC 7591). What is not supported is left out; the answer tells what "
        "was registered."
    ),
    body=RequestBody(
        schemas.CLIENT_METADATA,
        {"client_name": "Poster Board", "redirect_uris": ["https://poster.example/callback"]},
    ),
    answers={
        201: Answer(_("The app; with REGISTRATION=review it is pending."), schemas.REGISTERED, RATE)
    },
    errors={
        400: _("invalid_redirect_uri, invalid_client_metadata."),
        403: _("Apps cannot register themselves here."),
        429: TOO_MANY,
    },
)
OWN_CLIENT = {
    "client_id": Parameter("client_id", "path", _("The app's."), TEXT, "$CLIENT_ID", required=True)
}
MANAGEMENT_ERRORS = {
    401: _("invalid_token: not the registration access token of this app."),
    429: TOO_MANY,
}
READ_REGISTRATION = Operation(
    "oauth",
    _("Read a registration"),
    _(
        "With the registration access token as bearer token (RFC 7592). The client secret is not "
        "shown again."
    ),
    path=OWN_CLIENT,
    bearer="REGISTRATION_ACCESS_TOKEN",
    answers={200: Answer(_("What is registered."), schemas.REGISTERED, RATE)},
    errors=MANAGEMENT_ERRORS,
)
REPLACE_REGISTRATION = Operation(
    "oauth",
    _("Replace a registration"),
    _(
        "All metadata at once: what is left out gets its default. The answer has a new "
        "registration access token; the old one ends."
    ),
    path=OWN_CLIENT,
    bearer="REGISTRATION_ACCESS_TOKEN",
    body=RequestBody(
        schemas.CLIENT_METADATA,
        {
            "client_id": "$CLIENT_ID",
            "client_name": "Poster Board",
            "redirect_uris": ["https://poster.example/callback"],
        },
    ),
    answers={200: Answer(_("What is registered now."), schemas.REGISTERED, RATE)},
    errors={
        **MANAGEMENT_ERRORS,
        400: _("invalid_redirect_uri, invalid_client_metadata. Nothing has changed."),
        403: _("The app is suspended."),
    },
)
DELETE_REGISTRATION = Operation(
    "oauth",
    _("Delete a registration"),
    _("The app's tokens and permissions end at once."),
    path=OWN_CLIENT,
    bearer="REGISTRATION_ACCESS_TOKEN",
    answers={204: Answer(_("It is deleted."), None, (), None)},
    errors=MANAGEMENT_ERRORS,
)
REGISTER_OPENLY = Operation(
    "gancio",
    _("Register an app"),
    _("As Gancio's clients do, in a form or JSON."),
    body=RequestBody(
        schemas.GANCIO_CLIENT,
        {"client_name": "Poster Board", "redirect_uris": "https://poster.example/callback"},
        BOTH,
    ),
    answers={200: Answer(_("The app."), schemas.GANCIO_REGISTERED, RATE)},
    errors={**REGISTER.errors, 422: _("An unknown scope.")},
)
END_SESSION = Operation(
    "oauth",
    _("Sign the user out"),
    _(
        "Send the browser here (OpenID Connect RP-Initiated Logout). With id_token_hint of the "
        "present session it ends at once; else the user is asked."
    ),
    parameters=(
        _query("id_token_hint", _("The ID token that you received; it may have expired.")),
        _query("client_id", _("Your app's, without id_token_hint.")),
        _query("post_logout_redirect_uri", _("A registered one, to come back to.")),
        _query("state", _("Returned unchanged.")),
    ),
    sample={"client_id": "$CLIENT_ID"},
    answers={
        200: Answer(_("A page: the user is asked, or is signed out."), type="text/html"),
        302: Answer(_("Back to the app."), None, ("Location",), None),
    },
    errors={400: _("A page: the hint or the return address is not valid; nothing ends.")},
    opened_by_people=True,
)
METADATA = Operation(
    "oauth",
    _("Show the server's metadata"),
    _("Endpoints and features, for libraries (RFC 8414)."),
    answers={200: Answer(_("The metadata."), schemas.METADATA)},
)
OPENID_CONFIGURATION = Operation(
    "oauth",
    _("Show the server's OpenID configuration"),
    _("The same metadata, for libraries of OpenID Connect (Discovery 1.0)."),
    answers={200: Answer(_("The metadata."), schemas.METADATA)},
)
KEY_SET = Operation(
    "oauth",
    _("Show the keys that verify tokens"),
    _("A JWK Set (RFC 7517). Keep it as long as Cache-Control says."),
    answers={200: Answer(_("The public keys."), schemas.KEY_SET)},
)
RECEIPT_KEYS = Operation(
    "oauth",
    _("Show the keys that verify receipts"),
    _("A JWK Set with retired keys, for receipts of consent that people kept."),
    answers={200: Answer(_("The public keys."), schemas.KEY_SET)},
)
RESOURCE = Operation(
    "oauth",
    _("Show the site as a protected resource"),
    _("Which server issues tokens for it, and how they are sent (RFC 9728)."),
    answers={200: Answer(_("The metadata."), schemas.RESOURCE)},
)
RESOURCE_AT = Operation(
    "oauth",
    _("Show the API as a protected resource"),
    RESOURCE.text,
    path={
        "resource": Parameter(
            "resource", "path", _("The path of the resource."), always("api/v1"), "api/v1", True
        )
    },
    answers=RESOURCE.answers,
    errors={404: _("There is no such resource.")},
)
