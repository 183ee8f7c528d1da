"""Compares the facts of a client with those that an operator approved."""

import hashlib
import json
from dataclasses import dataclass

from app.models.clients.client import Client


@dataclass(frozen=True)
class Change:
    """What of one fact is new since an operator approved the client, and what is gone."""

    fact: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


def version(client: Client) -> str:
    """What tells one state of the client from another: changes with every fact and decision."""
    state = [client.facts_json(), client.status, client.review_question, client.review_answer]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:24]


def changes(client: Client) -> list[Change] | None:
    """What differs from what was approved last; None for a client that never was."""
    if client.approved_facts is None:
        return None
    before: dict[str, list[str]] = json.loads(client.approved_facts)
    found = [_compare(fact, before.get(fact, []), now) for fact, now in client.facts().items()]
    return [change for change in found if change.added or change.removed]


def _compare(fact: str, before: list[str], now: list[str]) -> Change:
    return Change(
        fact,
        tuple(value for value in now if value not in before),
        tuple(value for value in before if value not in now),
    )
