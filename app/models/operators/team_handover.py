"""Handing a team to another owner, by an operator: at once, or by an invitation.

For a team whose owners have left, or cannot sign in any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.invitation import Ending, Invitation, find_named
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.grants.membership_changes import set_role
from app.models.teams import membership_news
from app.models.teams.membership import Membership, Role
from app.models.teams.membership_news import HandoverNews
from app.models.teams.team import Team
from app.models.values import email_address, secret
from app.models.values.errors import ValidationError

LIFETIME = 14 * 86_400  # seconds


class FormerOwners(StrEnum):
    """What becomes of the owners that a team has."""

    KEEP = "keep"  # they stay owners
    DEMOTE = "demote"  # they become editors


@dataclass(frozen=True)
class Terms:
    """How an operator hands a team over, and why."""

    former: FormerOwners = FormerOwners.KEEP
    reason: str = ""


class TeamHandover(Invitation, db.Model):
    """A mailed link that makes one user an owner of a team, by an operator's decision."""

    __tablename__ = "team_handover"
    KIND = secret.Kind.HANDOVER
    ACTIONS: ClassVar[Mapping[Ending, str]] = {
        Ending.DECLINED: "team.handover_declined",
        Ending.WITHDRAWN: "team.handover_withdrawn",
    }

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    # The operator who offers it; None: a command.
    offered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    former: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)

    team: Mapped[Team] = relationship()
    offered_by: Mapped[User | None] = relationship()

    @classmethod
    def offer(cls, team: Team, *, email: str, by: User | None, terms: Terms) -> str:
        """Return the key of a new link; an earlier offer of ``team`` ends.

        Raises ValidationError("email", …).
        """
        address = email_address.parse(email)
        team.lock()
        cls.replace(cls.team_id == team.id)
        handover = cls(team=team, email=address, offered_by=by, **_columns(terms))
        key = handover.seal(LIFETIME)
        audit_trail.record("team.handover_offered", _facts(terms), team=team)
        return key

    @classmethod
    def find_of_team(cls, team: Team) -> "TeamHandover | None":
        """Return the open offer of ``team``, or None."""
        return db.session.scalar(cls.select_open(cls.team_id == team.id).limit(1))

    @property
    def is_backed(self) -> bool:
        """Whether the team is there, and its sender still an operator; a command's always is."""
        sender = self.offered_by
        is_allowed = self.offered_by_id is None or (
            sender is not None and sender.is_operator and sender.is_active
        )
        return is_allowed and self.team.deleted_at is None

    @property
    def terms(self) -> Terms:
        """How the team is handed over."""
        return Terms(FormerOwners(self.former), self.reason)

    def hold(self) -> None:
        """Lock the team until the commit."""
        self.team.lock()

    def admit(self, user: User) -> bool:
        """Make ``user`` an owner, on the terms of the offer."""
        for row in (self.team, self.offered_by):
            if row is not None:
                db.session.refresh(row)
        if not self.is_open or not self.end(ended_as=Ending.ACCEPTED):
            return False
        make_owner(self.team, user, self.terms)
        return True

    def record(self, ending: Ending) -> None:
        """Add a line to the audit trail."""
        audit_trail.record(self.ACTIONS[ending], team=self.team)


def name_owner(team: Team, email: str, *, by: User | None, terms: Terms) -> str | None:
    """Make the person with this address an owner, or return the key of an invitation.

    An address that is not proved to be theirs is invited. Raises ValidationError("email", …) for
    what is no address, for a disabled account, and for one that owns the team already.
    """
    user = find_named(email)
    if user is None:
        return TeamHandover.offer(team, email=email, by=by, terms=terms)
    if not make_owner(team, user, terms):
        raise ValidationError("email", _("This person is an owner of the team already."))
    return None


def found_team(*, name: str, owner: str, slug: str, timezone: str) -> tuple[Team, str | None]:
    """Return a new team, and the key of an invitation to own it where ``owner`` is not proved.

    Raises ValidationError.
    """
    user = find_named(owner)
    if user is not None:
        return Membership.found_team(name=name, owner=user, slug=slug, timezone=timezone), None
    team = Team.create(name=name, slug=slug, timezone=timezone)
    audit_trail.record("team.created", team=team)
    return team, TeamHandover.offer(team, email=owner, by=None, terms=Terms())


def make_owner(team: Team, user: User, terms: Terms) -> bool:
    """Make ``user`` an owner, and the others what ``terms`` say; tells all members.

    False when that changes nothing.
    """
    team.lock()
    membership = Membership.find(team, user)
    is_owner = membership is not None and membership.role == Role.OWNER
    former = [owner for owner in _owners(team) if owner.user_id != user.id]
    if terms.former is FormerOwners.KEEP:
        former = []
    if is_owner and not former:
        return False
    if membership is None:
        Membership.add(team, user, Role.OWNER)
    elif not is_owner:
        set_role(membership, Role.OWNER)
    lost = {owner.user_id: _demote(owner) for owner in former}
    TeamHandover.replace(TeamHandover.team_id == team.id)
    audit_trail.record("team.handed_over", _facts(terms), team=team, subject=user)
    members = membership_news.readers([member.user for member in Membership.list_of(team)])
    owner = membership_news.reader(user)
    membership_news.publish(HandoverNews(team, owner, terms.reason, members, lost))
    return True


def _owners(team: Team) -> Sequence[Membership]:
    return [member for member in Membership.list_of(team) if member.role == Role.OWNER]


def _demote(owner: Membership) -> list[str]:
    """Make the owner an editor, and return the names of the apps that lost access with it."""
    return [grant.title for grant in set_role(owner, Role.EDITOR)]


def _columns(terms: Terms) -> dict[str, str]:
    return {"former": terms.former, "reason": terms.reason}


def _facts(terms: Terms) -> dict[str, str | None]:
    return {"former_owners": terms.former, "reason": terms.reason or None}
