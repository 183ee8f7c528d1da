"""Recent failures of Front Desk's flows, which its flow doctor lists."""

import json

from sqlalchemy import select

from app.demo.apps import find_busy
from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, Step, because
from app.models.flow_doctor.flow_failure import FlowFailure
from app.models.values import clock, secret

HOUR = 3600  # seconds


def add_failures(developer: User) -> None:
    """Add a few refused requests, unless there are any already."""
    client = find_busy(developer)
    failures = select(FlowFailure.id).limit(1)
    if client is None or db.session.scalar(failures.where(FlowFailure.client_id == client.id)):
        return
    for ago, step, diagnosis, count in plan(client.registered_uris()[0]):
        db.session.add(_failure(client, clock.now() - ago, step, diagnosis, count))


def plan(uri: str) -> list[tuple[int, Step, Diagnosis, int]]:
    """Return (seconds ago, step, diagnosis, times in a row) of each failure."""
    slash = {"sent": f"{uri}/", "registered": uri, "differs": "slash"}
    used = clock.now() - 5 * HOUR - 8
    lost = because(Reason.WRONG_TEAM, sent="back-room", reached="harbour-hall night-owl")
    return [
        (2 * HOUR, Step.AUTHORIZE, Diagnosis(Reason.REDIRECT_URI_DIFFERS, slash), 3),
        (5 * HOUR, Step.TOKEN, because(Reason.CODE_USED, at=used), 1),
        (26 * HOUR, Step.API, lost, 41),
        (49 * HOUR, Step.TOKEN, because(Reason.CODE_EXPIRED, seconds=94), 1),
        (75 * HOUR, Step.AUTHORIZE, because(Reason.DENIED), 1),
    ]


def _failure(client: Client, at: int, step: Step, diagnosis: Diagnosis, count: int) -> FlowFailure:
    return FlowFailure(
        client_id=client.id,
        step=step,
        reason=diagnosis.reason,
        facts_json=json.dumps(dict(diagnosis.facts)),
        proven=step is not Step.AUTHORIZE,
        count=count,
        first_at=at - 60 * (count - 1),
        last_at=at,
        request_id=secret.public_id("req_"),
        likeness=diagnosis.reason,
    )
