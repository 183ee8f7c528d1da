"""Requests to the endpoints of OAuth 2.0, which all sides have, at their own addresses."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from benchmarks import operations
from benchmarks.http_request import get, post_form
from benchmarks.peers.peer_data import CHALLENGE, REDIRECT_URI, VERIFIER
from benchmarks.side import MakeRequests, each_of, repeat, spend


class Endpoints(NamedTuple):
    """Their paths."""

    token: str
    introspection: str
    revocation: str
    authorization: str


def endpoint_requests(paths: Endpoints, filled: Mapping[str, Any]) -> dict[str, MakeRequests]:
    """The requests of each operation, with the credentials that filling the database printed."""
    own = {"client_id": filled["client_id"], "client_secret": filled["client_secret"]}
    partner = {
        "client_id": filled.get("partner_id", filled["client_id"]),
        "client_secret": filled.get("partner_secret", filled["client_secret"]),
    }
    of_itself = {"grant_type": "client_credentials", "scope": "events:read", **partner}
    exchange = {
        "grant_type": "authorization_code",
        "redirect_uri": REDIRECT_URI,
        "code_verifier": VERIFIER,
        **own,
    }
    refresh = {"grant_type": "refresh_token", **own}
    refresh_tokens = filled["refresh_tokens"]
    return {
        operations.CLIENT_CREDENTIALS: repeat(post_form(paths.token, of_itself)),
        operations.CODE: spend(
            filled["codes"], lambda code: post_form(paths.token, {**exchange, "code": code})
        ),
        operations.REFRESH: spend(
            refresh_tokens,
            lambda token: post_form(paths.token, {**refresh, "refresh_token": token}),
        ),
        operations.INTROSPECTION: each_of(
            filled["access_tokens"][:100],
            lambda token: post_form(paths.introspection, {**own, "token": token}),
        ),
        operations.REVOCATION: spend(
            refresh_tokens, lambda token: post_form(paths.revocation, {**own, "token": token})
        ),
        operations.CONSENT: repeat(
            get(consent_path(paths.authorization, own["client_id"]), cookie=filled["cookie"])
        ),
    }


def consent_path(path: str, client_id: str) -> str:
    """The address to which a client sends a user for approval."""
    parameters = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": REDIRECT_URI,
        "scope": "events:read",
        "state": "s123",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return f"{path}?{urlencode(parameters)}"
