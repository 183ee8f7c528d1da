"""The two ceremonies of passkeys, registration and authentication (WebAuthn Level 3 section 7).

Origin and relying party come from PUBLIC_URL alone, never from the request. No attestation is
requested: any authenticator may hold a passkey.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from app.config import settings
from app.models.accounts.second_factors.challenge import LIFETIME
from app.models.accounts.user import User
from app.models.values.errors import StagedoorError

MAX_RESPONSE = 16_384  # characters; those without attestation are below 2,000
DEFAULT_PORTS = {"http": 80, "https": 443}


class RefusedPasskeyError(StagedoorError):
    """What the browser sent proves nothing; the message is for the log, not for people."""


@dataclass(frozen=True)
class BrowserResponse:
    """What an authenticator answered, not verified yet, with the challenge that it claims."""

    content: dict[str, Any]
    challenge: bytes
    credential_id: str  # base64url
    user_handle: str | None  # the public id of the account, which usernameless sign-in needs


@dataclass(frozen=True)
class NewCredential:
    """A verified registration."""

    credential_id: str  # base64url
    public_key: bytes
    sign_count: int


def relying_party_id() -> str | None:
    """Return the host of PUBLIC_URL; None for an IP address, for which browsers have no passkeys.

    WebAuthn Level 3 section 5.1.3 demands a domain. This computer has one: localhost.
    """
    host = urlsplit(settings().public_url).hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return "localhost" if address.is_loopback else None


def origin() -> str:
    """Return the origin of PUBLIC_URL as browsers write it, with ``relying_party_id`` as host."""
    parts = urlsplit(settings().public_url)
    host = relying_party_id() or settings().public_name
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    return f"{parts.scheme}://{host}{'' if port == DEFAULT_PORTS[parts.scheme] else f':{port}'}"


def registration_options(user: User, challenge: bytes, present: Sequence[str]) -> dict[str, Any]:
    """Return the JSON for navigator.credentials.create(); ``present`` are credential ids."""
    import webauthn  # with all of its formats, which only a passkey needs
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = webauthn.generate_registration_options(
        rp_id=_require_relying_party(),
        rp_name=settings().instance_name,
        user_id=user.public_id.encode(),
        user_name=user.email,
        user_display_name=user.name,
        challenge=challenge,
        timeout=LIFETIME * 1000,
        # A resident key can sign in without a name typed; verification makes it two factors.
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(present),
    )
    return options_to_json_dict(options)


def authentication_options(challenge: bytes, allowed: Sequence[str] = ()) -> dict[str, Any]:
    """Return the JSON for navigator.credentials.get(); ``allowed`` empty: any of this site."""
    import webauthn
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import UserVerificationRequirement

    options = webauthn.generate_authentication_options(
        rp_id=_require_relying_party(),
        challenge=challenge,
        timeout=LIFETIME * 1000,
        allow_credentials=_descriptors(allowed),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def read(text: str) -> BrowserResponse:
    """Return what the browser sent, taken apart; raises RefusedPasskeyError."""
    from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

    if len(text) > MAX_RESPONSE:
        raise RefusedPasskeyError("too long")
    try:
        content = json.loads(text)
        client_data = json.loads(base64url_to_bytes(content["response"]["clientDataJSON"]))
        handle = content["response"].get("userHandle")
        return BrowserResponse(
            content=content,
            challenge=base64url_to_bytes(client_data["challenge"]),
            credential_id=bytes_to_base64url(base64url_to_bytes(content["rawId"])),
            user_handle=base64url_to_bytes(handle).decode("ascii") if handle else None,
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise RefusedPasskeyError("malformed") from error


def verify_registration(response: BrowserResponse) -> NewCredential:
    """Return the new credential; raises RefusedPasskeyError.

    The caller has spent the challenge.
    """
    import webauthn
    from webauthn.helpers import bytes_to_base64url

    try:
        verified = webauthn.verify_registration_response(
            credential=response.content,
            expected_challenge=response.challenge,
            expected_rp_id=_require_relying_party(),
            expected_origin=origin(),
            require_user_verification=True,
        )
    # Parsers of four formats read bytes of a stranger here, and raise more than their own errors.
    except Exception as error:
        raise RefusedPasskeyError(str(error)) from error
    return NewCredential(
        bytes_to_base64url(verified.credential_id),
        verified.credential_public_key,
        verified.sign_count,
    )


def verify_authentication(response: BrowserResponse, public_key: bytes) -> int:
    """Return the new signature counter; raises RefusedPasskeyError.

    The caller has spent the challenge, and compares the counter.
    """
    import webauthn

    try:
        verified = webauthn.verify_authentication_response(
            credential=response.content,
            expected_challenge=response.challenge,
            expected_rp_id=_require_relying_party(),
            expected_origin=origin(),
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception as error:  # likewise
        raise RefusedPasskeyError(str(error)) from error
    return verified.new_sign_count


def _require_relying_party() -> str:
    host = relying_party_id()
    if host is None:
        raise RefusedPasskeyError("PUBLIC_URL has no host name")
    return host


def _descriptors(credential_ids: Sequence[str]) -> list[Any]:
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(name)) for name in credential_ids]
