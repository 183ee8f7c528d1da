"""Self-registered clients that no one ever authorized (docs/dialects/gancio.md).

One real client registers two or three times before it is set up, and anyone may register: a
client without a grant after a day counts as abandoned.
"""

from sqlalchemy import exists, select, update

from app.database.batches import SIZE
from app.database.slices import Slices
from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_status import TRIED, Status
from app.models.flow_doctor.flow_failure import FlowFailure
from app.models.grants.grant import Grant

TIME_TO_CONNECT = 86_400  # seconds
SELF_REGISTERED = ("rest", "dcr", TRIED)


def delete(slices: Slices, now: int) -> int:
    """Delete them as a developer would, and return how many. Reviewed apps are kept."""
    return slices.repeat(lambda: _delete_some(now))


def _delete_some(now: int) -> int:
    is_abandoned = (
        Client.source.in_(SELF_REGISTERED),
        Client.owner_id.is_(None),
        Client.owner_team_id.is_(None),
        Client.status == Status.LIVE,
        Client.reviewed_at.is_(None),
        Client.created_at <= now - TIME_TO_CONNECT,
        ~exists().where(Grant.client_id == Client.id),
    )
    some = select(Client.id).where(*is_abandoned).limit(SIZE)
    # The conditions again, for an app that someone connects just now.
    statement = update(Client).where(Client.id.in_(some), *is_abandoned)
    deleted = db.session.scalars(
        statement.values(status=Status.DELETED, status_before_deletion=Status.LIVE, deleted_at=now)
        .returning(Client.id)
        .execution_options(synchronize_session=False)
    ).all()
    FlowFailure.forget(deleted)
    return len(deleted)
