"""JSON Schemas of the authorization server's requests and responses."""

from app.language.texts import lazy_gettext as _
from app.models.clients import client_metadata
from app.models.clients.client_protocol import DEVICE_CODE
from app.models.clients.registrations import supported
from app.models.values import scopes
from app.openapi.operation import Named, Shape
from app.openapi.shapes import (
    EPOCH,
    TEXT,
    URL,
    YES_NO,
    always,
    list_of,
    members,
    number,
    one_of,
    some_of,
    such_as,
    text,
)

CREDENTIALS: Shape = {
    "client_id": text(_("Unless sent by HTTP Basic; a public app sends it alone.")),
    "client_secret": text(_("Unless sent by HTTP Basic.")),
}
SCOPE = text(_("Separated by spaces."), examples=["events:read"])
RESOURCE_PARAMETER: Shape = {
    "anyOf": [URL, list_of(URL)],
    "description": _("The resource that the access token is for (RFC 8707); may be repeated."),
}


def _grant(name: str, required: tuple[str, ...] = (), **properties: Shape) -> Shape:
    shape = {
        "grant_type": always(name),
        **properties,
        "resource": RESOURCE_PARAMETER,
        **CREDENTIALS,
    }
    return some_of(shape, ("grant_type", *required))


TOKEN_REQUEST = Named(
    "TokenRequest",
    {
        "oneOf": [
            _grant(
                "authorization_code",
                ("code",),
                code=text(_("Works once, and for a few minutes.")),
                redirect_uri=text(_("The one that the code was sent to, if the request had one.")),
                code_verifier=text(_("What code_challenge was computed from (RFC 7636).")),
            ),
            _grant(
                "refresh_token",
                ("refresh_token",),
                refresh_token=text(_("Works once; the response has a new one.")),
                scope=text(_("A subset of the granted scopes. Default: all of them.")),
            ),
            _grant("client_credentials", scope=SCOPE),
            _grant(
                DEVICE_CODE,
                ("device_code",),
                device_code=text(_("Poll with it, no more often than interval says.")),
            ),
        ]
    },
)
DEVICE_REQUEST = Named(
    "DeviceRequest", some_of({"scope": SCOPE, "resource": RESOURCE_PARAMETER, **CREDENTIALS}, ())
)
DEVICE_CODES = Named(
    "DeviceCodes",
    members(
        device_code=such_as("sd_dev_…"),
        user_code=text(_("Shown on the device, typed by the person."), examples=["WDJB-MJHT"]),
        verification_uri=such_as("https://stagedoor.example/device", URL),
        verification_uri_complete=such_as(
            "https://stagedoor.example/device?user_code=WDJB-MJHT", URL
        ),
        expires_in=number(_("Seconds until both codes end."), examples=[900]),
        interval=number(_("Seconds between two polls."), examples=[5]),
    ),
)
TOKEN_ANSWER = Named(
    "Tokens",
    some_of(
        {
            "access_token": such_as("sd_at_…"),
            "token_type": one_of("Bearer", "DPoP"),
            "expires_in": number(_("Seconds until the access token ends."), examples=[7200]),
            "refresh_token": text(_("Not for an app's own token."), examples=["sd_rt_…"]),
            "scope": text(_("What was granted, in alphabetical order."), examples=["events:read"]),
            "created_at": EPOCH,
            "id_token": text(_("With openid: who signed in, as a signed JWT.")),
            "grant_id": text(
                _("What the user allows, to be shown, changed or ended by."),
                examples=["grt_m4k7q2x9b3t6"],
            ),
        },
        ("access_token", "token_type", "expires_in", "scope", "created_at"),
    ),
)
GRANT = Named(
    "Grant",
    some_of(
        {
            "grant_id": such_as("grt_m4k7q2x9b3t6"),
            "status": always("active"),
            "scopes": list_of(
                some_of(
                    {
                        "scope": text(_("Separated by spaces."), examples=["events:read"]),
                        "resource": list_of(
                            URL, _("Where they are for; none for those of OpenID.")
                        ),
                    },
                    ("scope",),
                )
            ),
            "claims": list_of(TEXT),
            "teams": list_of(members(id=TEXT, slug=TEXT, name=TEXT)),
            "created_at": EPOCH,
            "last_updated_at": EPOCH,
            "expires_at": EPOCH,
        },
        ("grant_id", "status", "scopes", "claims", "teams", "created_at", "last_updated_at"),
    ),
)
ONE_TOKEN = Named(
    "OneToken",
    some_of(
        {
            "token": text(_("An access token or a refresh token.")),
            "token_type_hint": text(_("Not needed: the token itself tells.")),
            **CREDENTIALS,
        },
        ("token",),
    ),
)
PUSHED_REQUEST = Named(
    "PushedRequest",
    some_of(
        {
            "response_type": always("code"),
            "redirect_uri": text(_("A registered one; may be left out if there is only one.")),
            "scope": SCOPE,
            "state": text(_("Returned unchanged with the answer.")),
            "code_challenge": text(_("PKCE (RFC 7636).")),
            "code_challenge_method": always("S256"),
            **CREDENTIALS,
        },
        ("response_type",),
    )
    | {"additionalProperties": True},  # every parameter of the authorization endpoint
)
PUSHED = Named(
    "PushedReference",
    members(
        request_uri=such_as("urn:ietf:params:oauth:request_uri:sd_par_…"),
        expires_in=number(_("Seconds until the browser has to come with it."), examples=[600]),
    ),
)
REVOKED = Named("Revoked", {"type": "object", "description": _("Empty.")})
REPORTED = Named("Reported", {"type": "object", "description": _("Empty.")})
LEAKED_CREDENTIALS = Named(
    "LeakedCredentials",
    some_of(
        {
            "credentials": {
                "type": "array",
                "items": {"type": "string"},
                "maxItems": 100,
                "description": _("Credentials, or texts such as links that contain one."),
            }
        },
        ("credentials",),
    ),
)
INTROSPECTION = Named(
    "Introspection",
    some_of(
        {
            "active": such_as(True, YES_NO),
            "scope": such_as("events:read"),
            "client_id": such_as("sd_app_…"),
            "sub": text(
                _("The user's id; not for an app's own token."), examples=["usr_m4k7q2x9b3t6"]
            ),
            "exp": EPOCH,
            "iat": EPOCH,
            "aud": {
                "anyOf": [URL, list_of(URL)],
                "description": _("Where it works; none for a token that works everywhere."),
            },
            "token_type": one_of("Bearer", "DPoP"),
            "cnf": some_of({"jkt": text(_("Thumbprint of the key it is bound to (RFC 9449)."))}),
        },
        ("active",),
    ),
)
NAME: Shape = {"type": "string", "minLength": 1, "maxLength": client_metadata.MAX_NAME}
# Beyond plain OAuth 2.0: OpenID Connect, logout, PAR, DPoP and authentication by key.
STANDARDS: Shape = {
    "application_type": one_of(*supported.APPLICATION_TYPES),
    "contacts": list_of(TEXT),
    "logo_uri": URL,
    "policy_uri": URL,
    "tos_uri": URL,
    "jwks": {"type": "object", "description": _("Public keys (RFC 7517).")},
    "jwks_uri": URL,
    "token_endpoint_auth_signing_alg": one_of(*supported.SIGNING_ALGS),
    "id_token_signed_response_alg": one_of(*supported.ID_TOKEN_ALGS),
    "userinfo_signed_response_alg": one_of(*supported.ID_TOKEN_ALGS),
    "default_max_age": number(_("Seconds."), minimum=0),
    "require_auth_time": YES_NO,
    "post_logout_redirect_uris": list_of(URL),
    "backchannel_logout_uri": URL,
    "backchannel_logout_session_required": YES_NO,
    "require_pushed_authorization_requests": YES_NO,
    "dpop_bound_access_tokens": YES_NO,
}
CLIENT_METADATA = Named(
    "ClientMetadata",
    some_of(
        {
            "client_name": NAME,
            "redirect_uris": list_of(URL),
            "client_uri": URL,
            "token_endpoint_auth_method": one_of(*sorted(supported.AUTH_METHODS)),
            "grant_types": list_of(TEXT),
            "response_types": list_of(TEXT),
            "scope": text(_("Separated by spaces."), examples=[" ".join(sorted(scopes.SCOPES))]),
            **STANDARDS,
        },
        (),
    ),
)
REGISTERED = Named(
    "RegisteredClient",
    some_of(
        {
            "client_id": such_as("sd_app_…"),
            "client_id_issued_at": EPOCH,
            "client_secret": text(
                _("Shown only here; a public app has none."), examples=["sd_sec_…"]
            ),
            "client_secret_expires_at": always(0),
            "client_name": such_as("Poster Board"),
            "client_uri": such_as("https://poster.example", URL),
            "redirect_uris": list_of(such_as("https://poster.example/callback")),
            "grant_types": such_as(["authorization_code", "refresh_token"], list_of(TEXT)),
            "response_types": list_of(always("code")),
            "token_endpoint_auth_method": such_as("client_secret_basic"),
            "scope": such_as("events:read"),
            "registration_access_token": text(_("For its management."), examples=["sd_reg_…"]),
            "registration_client_uri": URL,
            **STANDARDS,
        },
        ("client_id", "client_id_issued_at", "client_name", "redirect_uris", "grant_types")
        + ("response_types", "token_endpoint_auth_method", "scope"),
    ),
)
GANCIO_CLIENT = Named(
    "GancioClient",
    some_of(
        {
            "client_name": NAME,
            "redirect_uris": text(_("Separated by spaces.")),
            "website": URL,
            "scopes": always("event:write"),
        },
        ("client_name", "redirect_uris"),
    ),
)
GANCIO_REGISTERED = Named(
    "RegisteredGancioClient",
    members(
        name=such_as("Poster Board"),
        scopes=such_as("event:write"),
        website=such_as("https://poster.example"),
        client_secret=text(_("Shown only here."), examples=["sd_sec_…"]),
        redirect_uris=text(_("As they were sent."), examples=["https://poster.example/callback"]),
        client_id=such_as("sd_app_…"),
    ),
)
HOST = "https://stagedoor.example"
ADDRESSES = "authorization device_authorization token revocation introspection registration".split()
PATHS = "authorize device_authorization token revoke introspect register".split()
METADATA = Named(
    "ServerMetadata",
    some_of(
        {
            "issuer": such_as(HOST, URL),
            **{
                f"{name}_endpoint": such_as(f"{HOST}/oauth/{path}", URL)
                for name, path in zip(ADDRESSES, PATHS, strict=True)
            },
            "userinfo_endpoint": such_as(f"{HOST}/oauth/userinfo", URL),
            "jwks_uri": such_as(f"{HOST}/oauth/jwks.json", URL),
            "scopes_supported": such_as(sorted(scopes.SCOPES), list_of(TEXT)),
        },
        ("issuer", "authorization_endpoint", "token_endpoint"),
    )
    | {"additionalProperties": True},  # RFC 8414 names many more
)
KEY_SET = Named(
    "KeySet",
    members(
        keys=list_of(
            some_of(
                {
                    "kty": one_of("RSA", "OKP"),
                    "kid": text(_("Names the key in the header of tokens.")),
                    "alg": one_of("RS256", "EdDSA"),
                    "use": always("sig"),
                },
                ("kty", "kid", "alg", "use"),
            )
            | {"additionalProperties": True}  # the numbers of the key, by kty
        )
    ),
)
RESOURCE = Named(
    "ResourceMetadata",
    some_of(
        {
            "resource": such_as(f"{HOST}/api/v1", URL),
            "authorization_servers": such_as([HOST], list_of(URL)),
            "scopes_supported": such_as([scopes.BASIC], list_of(TEXT)),
            "bearer_methods_supported": such_as(["header"], list_of(TEXT)),
        },
        ("resource", "authorization_servers"),
    )
    | {"additionalProperties": True},  # RFC 9728 names more
)
