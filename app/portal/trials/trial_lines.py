"""The requests of a trial as text to copy: URLs, curl commands, and the checks of the callback."""

import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from app.config import settings
from app.language.texts import gettext as _
from app.models.clients.client import Client
from app.models.trials import trial
from app.models.trials.trial import Trial
from app.models.values import scopes
from app.portal.trials import client_proof
from app.portal.trials.client_proof import NEXT_LINE
from app.web.public_url import public_url_for

CALLBACK_PARAMETERS = ("code", "error", "error_description", "state", "iss")


def authorize_url(client: Client, attempt: Trial, names: frozenset[str]) -> str:
    """Path and query of the authorization request."""
    return f"{url_for('oauth.ask_consent')}?{urlencode(_parameters(client, attempt, names))}"


def authorize_lines(client: Client, attempt: Trial, names: frozenset[str]) -> str:
    """The authorization request as an absolute URL, a parameter per line."""
    pairs = [
        urlencode({name: value}) for name, value in _parameters(client, attempt, names).items()
    ]
    return f"{public_url_for('oauth.ask_consent')}\n  ?" + "\n  &".join(pairs)


def callback_url(client: Client, params: Mapping[str, str]) -> str:
    """The URL that the browser was sent to, a parameter per line."""
    names = [name for name in CALLBACK_PARAMETERS if name in params]
    pairs = [urlencode({name: params[name][:300]}) for name in names]
    address = trial.callback(client.client_id)
    return f"{address}\n  ?" + "\n  &".join(pairs) if pairs else address


def checks(client: Client, params: Mapping[str, str], *, is_expected: bool) -> list[dict[str, Any]]:
    """What an app must compare before it continues, and whether it matches here."""
    results = [
        {
            "label": _("state is the one you sent"),
            "is_right": is_expected,
            "why": _("Otherwise someone else may have started this sign-in."),
        }
    ]
    if client.sends_iss:
        results.append(
            {
                "label": _("iss names this server"),
                "is_right": params.get("iss") == settings().public_url,
                "why": _("Apps that use several servers need it to tell which one answered."),
            }
        )
    return results


def token_curl(client: Client, form: dict[str, str]) -> str:
    """The token request, with a variable or a command in place of what only the app has."""
    proof = client_proof.curl_options(client.client_id, client)
    pairs = [f"-d {shlex.quote(f'{name}={value}')}" for name, value in form.items()]
    return NEXT_LINE.join([f"curl {public_url_for('oauth.issue_token')}", *proof, *pairs])


def call_curl(path: str) -> str:
    """The API call, with a variable in place of the token."""
    return (
        f"curl '{settings().public_url}{path}'{NEXT_LINE}-H \"Authorization: Bearer $ACCESS_TOKEN\""
    )


def _parameters(client: Client, attempt: Trial, names: frozenset[str]) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": trial.callback(client.client_id),
        "scope": scopes.dump(names),
        "state": attempt.state,
        "code_challenge": attempt.challenge,
        "code_challenge_method": "S256",
        # Shows the consent page even if the app is already authorized.
        "prompt": "consent",
    }
