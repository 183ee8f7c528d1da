"""Sandboxes: a developer's own team for trying apps, made when it is first needed.

Only the developer's own apps can be connected to it, and its events are listed nowhere.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.events.event_details import EventDetails
from app.models.events.writing.event_batch import EventBatch
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.trials import sample_events


def find(user: User) -> Team | None:
    """Return the sandbox of ``user``, or None."""
    return db.session.scalar(
        select(Team).where(Team.sandbox_of_id == user.id, Team.deleted_at.is_(None))
    )


def open_for(user: User) -> Team:
    """Return the sandbox of ``user``, which is made with its events when there is none."""
    return find(user) or _make(user)


def _make(user: User) -> Team:
    for deleted in db.session.scalars(select(Team).where(Team.sandbox_of_id == user.id)):
        deleted.sandbox_of_id = None
    try:
        with db.session.begin_nested():
            team = Team.create(name=_("My sandbox"), timezone=user.timezone or "UTC")
            team.sandbox_of_id = user.id
            db.session.add(Membership(team=team, user=user, role=Role.OWNER))
            db.session.flush()
    except IntegrityError:  # a double click: the other request made it
        return db.session.scalars(select(Team).where(Team.sandbox_of_id == user.id)).one()
    audit_trail.record("sandbox.made", actor=user, team=team)
    fill(team, by=user)
    return team


def fill(team: Team, *, by: User) -> None:
    """Add the sample events, each of a kind that apps must read right."""
    add(team, sample_events.list_details(team.timezone), by=by)


def add(team: Team, all_details: Sequence[EventDetails], *, by: User) -> None:
    """Add events with these details, published as one change each."""
    batch = EventBatch(team.id, by=by)
    for details in all_details:
        batch.add(details)
    batch.write()
