"""What an operator decides about in a client, as plain facts that can be kept and compared."""

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from app.models.values import scopes

if TYPE_CHECKING:
    from app.models.clients.client import Client
    from app.models.clients.client_lifecycle import ClientLife

Facts = dict[str, list[str]]


@dataclass(frozen=True)
class Change:
    """What of one fact is new since an operator approved the client, and what is gone."""

    fact: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


def read(client: "Client") -> Facts:
    """The facts by name, each a list of values; an empty value is not listed."""
    return {
        "name": [client.name],
        "redirect_uris": client.registered_uris(),
        "scopes": sorted(scopes.parse(client.scopes)),
        "website": [client.website] if client.website else [],
        "description": [client.description] if client.description else [],
        "runs_on": [client.runs_on],
        "profile": [client.profile],
    }


def dump(client: "ClientLife") -> str:
    """The facts as text to keep beside an approval."""
    return json.dumps(read(cast("Client", client)), ensure_ascii=False, sort_keys=True)


def version(client: "Client") -> str:
    """What tells one state of the client from another: changes with every fact and decision."""
    state = [dump(client), client.status, client.review_question, client.review_answer]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:24]


def changes(client: "Client") -> list[Change] | None:
    """What differs from what was approved last; None for a client that never was."""
    if client.approved_facts is None:
        return None
    before: dict[str, Any] = json.loads(client.approved_facts)
    found = [_compare(fact, before.get(fact, []), now) for fact, now in read(client).items()]
    return [change for change in found if change.added or change.removed]


def _compare(fact: str, before: list[str], now: list[str]) -> Change:
    return Change(
        fact,
        tuple(value for value in now if value not in before),
        tuple(value for value in before if value not in now),
    )
