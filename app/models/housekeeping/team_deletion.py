"""Deleting a team: its events, members and permissions end; its address is never given again."""

from sqlalchemy import select, update

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.calendar_subscriptions import subscription_removal
from app.models.events.event import Event
from app.models.grants import grant_endings
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.teams.team_invitation import TeamInvitation
from app.models.values import clock

AT_ONCE = 500  # events


def delete(team: Team, *, by: User) -> bool:
    """End everything of ``team``; False if it is gone already.

    Feeds say that the events are gone; tickets keep their event, which nobody finds any more.
    """
    team.lock()
    db.session.refresh(team, ["deleted_at"])
    if team.deleted_at is not None:
        return False
    team.deleted_at = clock.now()
    _end_memberships(team)
    for invitation in TeamInvitation.list_open(team):
        invitation.end()
    subscription_removal.remove_all(team)
    _delete_events(team, by)
    grant_endings.orphan(team)
    audit_trail.record("team.deleted", team=team, slug=team.slug)
    return True


def _end_memberships(team: Team) -> None:
    # Before the permissions: who approves one meanwhile waits here, and is then no owner.
    db.session.execute(
        update(Membership)
        .where(Membership.team_id == team.id, Membership.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def _delete_events(team: Team, by: User) -> None:
    some = select(Event).where(Event.team_id == team.id, Event.deleted_at.is_(None)).limit(AT_ONCE)
    while events := db.session.scalars(some.order_by(Event.id)).all():
        for event in events:
            event.deleted_at = clock.now()
        Event.write_all(team, events, by=by)
        db.session.flush()
