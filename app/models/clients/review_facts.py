"""Compares the facts of a client with those that an operator approved."""

import hashlib
import json
from dataclasses import dataclass

from app.models.clients.client import Client


@dataclass(frozen=True)
class Change:
    """The values of one fact that were added or removed since the approval."""

    fact: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


def version(client: Client) -> str:
    """A digest that changes with every fact and decision about the client."""
    state = [client.facts_json(), client.status, client.review_question, client.review_answer]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:24]


def changes(client: Client) -> list[Change] | None:
    """The changes since the last approval; None for a client that was never approved."""
    if client.approved_facts is None:
        return None
    before: dict[str, list[str]] = json.loads(client.approved_facts)
    facts = [_compare(fact, before.get(fact, []), now) for fact, now in client.facts().items()]
    return [change for change in facts if change.added or change.removed]


def _compare(fact: str, before: list[str], now: list[str]) -> Change:
    return Change(
        fact,
        tuple(value for value in now if value not in before),
        tuple(value for value in before if value not in now),
    )
