"""Rules that the stored rows must always meet, for ``stagedoor check``."""

from typing import Any

from sqlalchemy import Select, and_, exists, func, select

from app.extensions import db
from app.models.accounts.second_factors.totp_authenticator import TOTPAuthenticator
from app.models.clients.client import Client
from app.models.clients.client_status import PERSONAL
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.events.event import Event
from app.models.events.event_audience import SHARED
from app.models.grants.grant import Grant, GrantTeam
from app.models.grants.grant_state import GrantStatus
from app.models.operators.team_handover import TeamHandover
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.tickets.ticket import Ticket
from app.models.webhooks.webhook import Webhook
from app.models.webhooks.webhook_cursor import Stream, WebhookCursor


def find_broken() -> list[str]:
    """Return a sentence with a count for each broken rule; [] when all rows are sound."""
    counts = {sentence: db.session.scalar(query) or 0 for sentence, query in _queries().items()}
    return [sentence.format(count) for sentence, count in counts.items() if count]


def _queries() -> dict[str, Select[Any]]:
    return {
        # One whose owner is invited has none until they accept.
        "{} team(s) have no owner.": select(func.count(Team.id)).where(
            Team.deleted_at.is_(None), ~_owned_by(None), ~_is_offered()
        ),
        "{} active grant(s) are by a user who does not own the team.": select(func.count())
        .select_from(Grant)
        .join(GrantTeam)
        .join(Team, Team.id == GrantTeam.team_id)
        .join(Client, Client.id == Grant.client_id)
        .where(
            Grant.status == GrantStatus.ACTIVE,
            Client.source != PERSONAL,
            ~_owned_by(Grant.user_id),
        ),
        "{} event(s) have no rendered JSON.": select(func.count(Event.id)).where(
            Event.rendered == ""
        ),
        "{} event(s) are ahead of their team's change number.": select(func.count(Event.id))
        .join(Team)
        .where(Event.change_seq > Team.change_seq),
        "{} ticket(s) are ahead of their team's booking number.": select(func.count(Ticket.id))
        .join(Team, Team.id == Ticket.team_id)
        .where(Ticket.change_seq > Team.booking_seq),
        "{} event(s) that apps see are missing in the stream.": select(func.count(Event.id)).where(
            SHARED.among(Event), ~Event.was_shared
        ),
        "{} authenticator app(s) are unreadable: add their key to SECRET_KEY_FALLBACKS.": select(
            func.count(TOTPAuthenticator.id)
        ).where(TOTPAuthenticator.unreadable()),
        "{} used code(s) have no tokens to end.": select(func.count(AuthorizationCode.id)).where(
            AuthorizationCode.used_at.is_not(None), AuthorizationCode.family_id.is_(None)
        ),
        **_webhook_queries(),
    }


def _webhook_queries() -> dict[str, Select[Any]]:
    return {
        "{} webhook(s) have unreadable secrets: add their key to SECRET_KEY_FALLBACKS.": select(
            func.count(Webhook.id)
        ).where(Webhook.unreadable()),
        "{} webhook(s) are ahead of their team's change number.": select(func.count())
        .select_from(WebhookCursor)
        .join(Team, Team.id == WebhookCursor.team_id)
        .where(WebhookCursor.stream == Stream.EVENTS, WebhookCursor.seq > Team.change_seq),
    }


def _is_offered() -> Any:
    return TeamHandover.select_open(TeamHandover.team_id == Team.id).exists()


def _owned_by(user_id: Any) -> Any:
    """Whether the query's team has the owner ``user_id``, or for None any owner."""
    owner = and_(
        Membership.team_id == Team.id, Membership.role == Role.OWNER, Membership.ended_at.is_(None)
    )
    return exists().where(owner if user_id is None else and_(owner, Membership.user_id == user_id))
