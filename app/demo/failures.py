"""What went wrong in Front Desk's flows lately: what its flow doctor lists."""

import json

from sqlalchemy import select

from app.demo.apps import BUSY
from app.extensions import db
from app.models.clients.client import Client
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, Step, because
from app.models.flow_doctor.flow_failure import FlowFailure
from app.models.values import clock, secret

HOUR = 3600  # seconds


def add_failures() -> None:
    """Let a few requests have been refused; nothing is added where there are any."""
    client = db.session.scalars(
        select(Client).where(Client.name == BUSY).order_by(Client.id)
    ).first()
    known = select(FlowFailure.id).limit(1)
    if client is None or db.session.scalar(known.where(FlowFailure.client_id == client.id)):
        return
    for ago, step, diagnosis, count in plan(client.registered_uris()[0]):
        db.session.add(_failure(client, clock.now() - ago, step, diagnosis, count))


def plan(uri: str) -> list[tuple[int, Step, Diagnosis, int]]:
    """So many seconds ago, where, why, and how often in a row."""
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
