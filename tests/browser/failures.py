"""What the flow doctor of an app lists in the tests of pages: a reason of each shape."""

import json
import time

from app.extensions import db
from app.models.flow_doctor.diagnosis import Reason, Step
from app.models.flow_doctor.flow_failure import FlowFailure

HOUR = 3600  # seconds


def make_failures(client) -> None:
    """Let several requests of ``client`` have gone wrong, some more than once."""
    now = int(time.time())
    uri = client.registered_uris()[-1]
    addresses = {"sent": f"{uri}/", "registered": uri, "differs": "slash"}
    for ago, step, reason, facts, count in (
        (60, Step.AUTHORIZE, Reason.REDIRECT_URI_DIFFERS, addresses, 14),
        (900, Step.TOKEN, Reason.CODE_USED, {"at": now - 905}, 1),
        (2 * HOUR, Step.TOKEN, Reason.SECRET_WRONG, {"shape": "damaged"}, 1),
        (30 * HOUR, Step.API, Reason.SCOPE_INSUFFICIENT, SCOPES, 3),
    ):
        db.session.add(
            FlowFailure(
                client_id=client.id,
                step=step,
                reason=reason,
                facts_json=json.dumps(facts),
                proven=step is Step.API,
                count=count,
                first_at=now - ago - 40 * count,
                last_at=now - ago,
                request_id=f"req_k3v9q2m4x7{count:06}",
                likeness=reason,
            )
        )


SCOPES = {"needed": "events:write", "granted": "events:read"}
