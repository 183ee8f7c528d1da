"""Everything that people allow one client, ended at once by its own developer."""

from sqlalchemy import update

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.grants.grant import Grant, GrantStatus
from app.models.values import clock


def end_all(client: Client, *, by: User) -> int:
    """End every grant of ``client`` and note it in the history of each; how many there were.

    One statement, so that whoever approves at this moment is ended too or comes after it.
    """
    ended = db.session.scalars(
        update(Grant)
        .where(Grant.client_id == client.id, Grant.stands())
        .values(status=GrantStatus.REVOKED, ended_at=clock.now())
        .returning(Grant.id)
        .execution_options(synchronize_session=False)
    ).all()
    audit_trail.record_each("grant.ended_by_developer", ended, client=client)
    audit_trail.record("client.authorizations_ended", client=client, count=len(ended))
    return len(ended)
