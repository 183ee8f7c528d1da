"""Deleting a team, with its events, pictures, memberships and grants; its slug stays taken."""

from sqlalchemy import delete as delete_rows
from sqlalchemy import select, update

from app.database import batches
from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.calendar_files.imports import calendar_import
from app.models.calendar_subscriptions import subscription_removal
from app.models.events.event import Event
from app.models.events.pictures.picture import Picture
from app.models.grants import grant_endings
from app.models.operators.team_handover import TeamHandover
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.teams.team_invitation import TeamInvitation
from app.models.values import clock


def delete(team: Team, *, by: User) -> bool:
    """End everything of ``team``; False when it is deleted already.

    Feeds report the events as deleted; tickets keep their event, which is no longer found.
    """
    team.lock()
    db.session.refresh(team, ["deleted_at"])
    if team.deleted_at is not None:
        return False
    team.deleted_at = clock.now()
    _end_memberships(team)
    TeamInvitation.end_all(TeamInvitation.team_id == team.id)
    TeamHandover.end_all(TeamHandover.team_id == team.id)
    subscription_removal.remove_all(team)
    calendar_import.delete_all(team)
    _delete_events(team, by)
    db.session.execute(delete_rows(Picture).where(Picture.team_id == team.id))
    grant_endings.orphan(team)
    audit_trail.record("team.deleted", team=team, slug=team.slug)
    return True


def _end_memberships(team: Team) -> None:
    # Before the grants: an owner who authorizes an app now waits here, and then is none.
    db.session.execute(
        update(Membership)
        .where(Membership.team_id == team.id, Membership.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def _delete_events(team: Team, by: User) -> None:
    present = select(Event.id).where(Event.team_id == team.id, Event.deleted_at.is_(None))
    while numbers := db.session.scalars(present.order_by(Event.id).limit(batches.SIZE)).all():
        Event.delete_all(team, numbers, by=by)
