"""The requests of a trial as they are written down: addresses, curl, and what is compared."""

import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _

from app.config import settings
from app.models.clients.client import Client
from app.models.trials import trial
from app.models.trials.trial import Trial
from app.models.values import scopes

ENDED = " \\\n  "


def authorize_url(client: Client, asked: Trial, names: frozenset[str]) -> str:
    """The authorization request, path and query."""
    return f"{url_for('oauth.ask_consent')}?{urlencode(_parameters(client, asked, names))}"


def authorize_lines(client: Client, asked: Trial, names: frozenset[str]) -> str:
    """The same as an absolute address, broken to be read."""
    pairs = [urlencode({name: value}) for name, value in _parameters(client, asked, names).items()]
    return f"{_base()}{url_for('oauth.ask_consent')}\n  ?" + "\n  &".join(pairs)


def callback_line(client: Client, given: Mapping[str, str]) -> str:
    """What the browser was sent to, broken to be read."""
    known = ("code", "error", "error_description", "state", "iss")
    pairs = [urlencode({name: given[name][:300]}) for name in known if name in given]
    address = trial.callback(client.client_id)
    return f"{address}\n  ?" + "\n  &".join(pairs) if pairs else address


def checks(client: Client, given: Mapping[str, str], *, is_expected: bool) -> list[dict[str, Any]]:
    """What an app has to compare before it goes on, and whether it is right here."""
    found = [
        {
            "label": _("state is the one that was sent"),
            "is_right": is_expected,
            "why": _("Else somebody may have slipped in an answer that is not yours."),
        }
    ]
    if client.sends_iss:
        found.append(
            {
                "label": _("iss names this server"),
                "is_right": given.get("iss") == _base(),
                "why": _("Apps that work with several servers know by it who answered."),
            }
        )
    return found


def token_curl(client: Client, form: dict[str, str]) -> str:
    """The exchange, with the place where the secret goes."""
    proof = f'-u "{client.client_id}:$CLIENT_SECRET"'
    if not client.confidential:
        proof = f"-d client_id={client.client_id}"
    pairs = [f"-d {shlex.quote(f'{name}={value}')}" for name, value in form.items()]
    return ENDED.join([f"curl {_base()}{url_for('oauth.issue_token')}", proof, *pairs])


def call_curl(path: str) -> str:
    """The call, with the place where the token goes."""
    return ENDED.join([f"curl '{_base()}{path}'", '-H "Authorization: Bearer $ACCESS_TOKEN"'])


def _parameters(client: Client, asked: Trial, names: frozenset[str]) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": trial.callback(client.client_id),
        "scope": scopes.dump(names),
        "state": asked.state,
        "code_challenge": asked.challenge,
        "code_challenge_method": "S256",
        # A trial shows the page even where the app was allowed before.
        "prompt": "consent",
    }


def _base() -> str:
    return settings().public_url
