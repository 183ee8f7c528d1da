"""Whom webhooks concern: the teams of which one is told, and the hosts that hear of a grant."""

from urllib.parse import urlsplit

from sqlalchemy import or_, select

from app.extensions import db
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from app.models.webhooks import webhook_types
from app.models.webhooks.webhook import State, Webhook
from app.models.webhooks.webhook_cursor import WebhookCursor

MAX_TEAMS = 500  # in a list to choose from
CONTENT = frozenset((*webhook_types.EVENTS, *webhook_types.TICKETS))


def list_teams(hook: Webhook) -> list[Team]:
    """The teams of whose events and bookings it is told, by name; at most MAX_TEAMS."""
    streams = select(WebhookCursor.team_id).where(WebhookCursor.webhook_id == hook.id)
    teams = select(Team).where(Team.id.in_(streams)).order_by(Team.name, Team.id)
    return list(db.session.scalars(teams.limit(MAX_TEAMS)))


def list_hosts(grant: Grant) -> list[str]:
    """The hosts to which changes of the grant's teams are sent, each once, oldest first."""
    if not grant.is_live:
        return []
    is_told = or_(Webhook.grant_id.is_(None), Webhook.grant_id == grant.id)
    hooks = select(Webhook.url, Webhook.types).where(
        Webhook.client_id == grant.client_id, is_told, Webhook.state != State.ENDED
    )
    rows = db.session.execute(hooks.order_by(Webhook.id))
    return list(dict.fromkeys(urlsplit(url).netloc for url, types in rows if _has_content(types)))


def _has_content(types: str) -> bool:
    return not CONTENT.isdisjoint(types.split())
