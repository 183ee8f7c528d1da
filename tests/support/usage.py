"""Calls of an app, counted as the server counts them, at a time of the test's choice."""

from app.demo.usage import WEEK, plan_calls
from app.extensions import db
from app.models.usage import usage
from app.models.usage.request_log import Call, RequestLine
from app.models.usage.usage import HOUR
from app.models.values import clock


def count_calls(client, grant=None, *, calls=1, at=None, **details):
    """Count ``calls`` of ``client``, made ``at`` that second or now, and commit.

    With a grant for one team they are about that team.
    """
    team = grant.teams[0].id if grant is not None and grant.teams else 0
    given = {"endpoint": "api.list_events", "status": 200, "milliseconds": 12, "team_id": team}
    given |= {"method": "GET", "path": "/api/v1/organizer/events", "request_id": "req_example1"}
    call = Call(client_id=client.id, grant_id=grant.id if grant else 0, **{**given, **details})
    usage.record_past([(at or clock.now(), call)] * calls)
    db.session.commit()


def make_week(grant) -> int:
    """Let the client have called under ``grant`` all week; the number of a call that failed."""
    now = clock.now() - clock.now() % HOUR
    usage.record_past(plan_calls(grant, now - WEEK, clock.now()))
    failed = db.select(RequestLine.id).where(RequestLine.error != "")
    return db.session.scalars(failed.order_by(RequestLine.id)).first()
