"""The members of a registration beyond plain OAuth 2.0, as columns of the client.

OpenID Connect Dynamic Client Registration section 2, RP-Initiated and Back-Channel Logout,
RFC 7523, RFC 9126 and RFC 9449.
"""

import json
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from app.config import settings
from app.language.texts import gettext as _
from app.models.clients import redirect_uri
from app.models.clients.client import Client
from app.models.clients.registrations import supported
from app.models.clients.registrations.members import Members
from app.models.values.errors import ValidationError

MAX_JWKS = 16_000  # characters
MAX_LOGOUT_URIS = 10
MAX_CONTACTS = 500  # characters
FLAGS = (
    "require_auth_time",
    "backchannel_logout_session_required",
    "require_pushed_authorization_requests",
    "dpop_bound_access_tokens",
)
AS_STORED = (
    "policy_uri",
    "tos_uri",
    "jwks_uri",
    "token_endpoint_auth_signing_alg",
    "id_token_signed_response_alg",
    "userinfo_signed_response_alg",
    "backchannel_logout_uri",
)
Columns = dict[str, Any]


def read(members: Members, method: str) -> Columns:
    """The values of the columns; those that were not sent have their default.

    Raises ValidationError(member, …).
    """
    members.choice("subject_type", supported.SUBJECT_TYPES)
    # Login from the app's side starts there; we send no one to it (section 2).
    members.link("initiate_login_uri")
    columns: Columns = {name: members.flag(name) for name in FLAGS}
    columns |= {name: members.link(name) for name in ("policy_uri", "tos_uri")}
    columns["logo_url"] = members.link("logo_uri")
    columns["contacts"] = _read_contacts(members)
    columns |= _read_keys(members, method)
    columns |= _read_openid(members)
    columns |= _read_logout(members)
    return columns


def describe(client: Client) -> dict[str, Any]:
    """The members of a registered client; those that are off are left out."""
    described: dict[str, Any] = {
        **{name: getattr(client, name) for name in (*FLAGS, *AS_STORED)},
        "logo_uri": client.logo_url,
        "contacts": client.contacts.split(),
        "post_logout_redirect_uris": client.post_logout_redirect_uris.split(),
        "jwks": json.loads(client.jwks) if client.jwks else None,
    }
    kept = {name: value for name, value in described.items() if value}
    if client.default_max_age is not None:
        kept["default_max_age"] = client.default_max_age
    return kept


def _read_openid(members: Members) -> Columns:
    id_token = members.choice("id_token_signed_response_alg", supported.ID_TOKEN_ALGS)
    userinfo = members.choice("userinfo_signed_response_alg", supported.ID_TOKEN_ALGS)
    return {
        "id_token_signed_response_alg": id_token or "RS256",
        "userinfo_signed_response_alg": userinfo or None,
        "default_max_age": members.seconds("default_max_age"),
    }


def _read_logout(members: Members) -> Columns:
    uris = members.texts("post_logout_redirect_uris")
    if len(uris) > MAX_LOGOUT_URIS:
        message = _("Give at most %(n)d addresses.", n=MAX_LOGOUT_URIS)
        raise ValidationError("post_logout_redirect_uris", message)
    for uri in uris:
        try:
            redirect_uri.validate(uri, allow_http=settings().allow_http_redirects)
        except ValidationError as error:
            raise ValidationError("post_logout_redirect_uris", error.message) from None
    return {
        "post_logout_redirect_uris": " ".join(uris),
        "backchannel_logout_uri": members.hook("backchannel_logout_uri") or None,
    }


def _read_keys(members: Members, method: str) -> Columns:
    """The public keys with which the client proves itself (RFC 7523), by value or by address."""
    keys, address = members.mapping("jwks"), members.link("jwks_uri")
    if keys is not None and address:
        raise ValidationError("jwks", _("Send either jwks or jwks_uri."))
    if method == "private_key_jwt" and keys is None and not address:
        raise ValidationError("jwks", _("private_key_jwt needs the public keys."))
    signing = members.choice("token_endpoint_auth_signing_alg", supported.SIGNING_ALGS)
    return {
        "jwks": _check_keys(keys) if keys is not None else None,
        "jwks_uri": address or None,
        "token_endpoint_auth_signing_alg": signing or None,
    }


def _check_keys(keys: dict[str, Any]) -> str:
    text = json.dumps(keys)
    if len(text) > MAX_JWKS:
        raise ValidationError("jwks", _("This is too long."))
    try:
        read_keys = KeySet.import_key_set(keys).keys  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise ValidationError("jwks", _("This is no set of keys.")) from None
    if not read_keys:
        raise ValidationError("jwks", _("This is no set of keys."))
    if any(isinstance(key, OctKey) or key.is_private for key in read_keys):
        raise ValidationError("jwks", _("Send public keys only, and replace the private ones."))
    return text


def _read_contacts(members: Members) -> str:
    contacts = members.texts("contacts")
    text = " ".join(contacts)
    is_plain = text.isprintable() and not any(" " in one for one in contacts)
    if len(text) > MAX_CONTACTS or not is_plain:
        raise ValidationError("contacts", _("Give e-mail addresses."))
    return text
