"""The caller of the API in the present request: its token, and why it was refused."""

from dataclasses import dataclass
from typing import Any

from flask import g, request

from app.models.credentials.live_token import DeadToken, LiveToken
from app.models.flow_doctor.diagnosis import Diagnosis
from app.models.grants.grant import Grant
from app.serving.waiting_room import WAITED


@dataclass(slots=True)
class ApiCaller:
    """What the request has shown so far; for a token that was never issued, only its place."""

    place: str | None = None  # of the token: header, query or body; None before it was looked up
    token: LiveToken | DeadToken | None = None
    grant: Grant | None = None  # once read; the session forgets a row without a reference
    diagnosis: Diagnosis | None = None  # of the refusal that follows, for the app's developer
    proven_key: str | None = None  # thumbprint of the key that a DPoP proof has shown
    is_to_retry: bool = False  # the refusal only renews a nonce


def current_caller() -> ApiCaller:
    """The caller of the present request."""
    # Without the proxy, whose cost is noticeable here.
    context = g._get_current_object()
    caller: ApiCaller | None = context.get("api_caller")
    if caller is None:
        caller = context.api_caller = ApiCaller()
    return caller


def has_waited() -> bool:
    """Whether the present request waited and runs again, after what it proved the first time."""
    # Without the proxy, whose cost is noticeable here.
    environ = request._get_current_object().environ  # type: ignore[attr-defined]
    if WAITED not in environ:
        return False
    current_caller().proven_key = environ[WAITED]
    return True


def current_token() -> LiveToken:
    """The working token of the present request, in a view that requires one."""
    token: Any = current_caller().token
    return token  # type: ignore[no-any-return]  # the view would not be called without
