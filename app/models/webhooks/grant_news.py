"""Messages about grants and apps, made of the lines of the audit trail in the same transaction.

This is the one place that says which act means what to an app. A new act on a grant gets a line in
NEWS; its method only records it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from app.config import settings
from app.database import work_signal
from app.extensions import db
from app.models.audit import audit_trail
from app.models.audit.audit_trail import Line
from app.models.clients.client import Client
from app.models.grants.grant import Grant, GrantTeam
from app.models.teams.team import Team
from app.models.webhooks import webhook_cursor, webhook_delivery
from app.models.webhooks.webhook import Reason, State, Webhook


@dataclass(frozen=True)
class News:
    """The type of message and the reason that it gives; ``is_final``: the grant never works again.

    Without a reason, the message gives that of the act, if it has one.
    """

    type: str
    reason: str | None = None
    is_final: bool = False


CREATED, CHANGED, ENDED = "grant.created", "grant.changed", "grant.ended"
NEWS = {
    "consent.approved": News(CREATED, "approved"),  # CHANGED for a grant that there was before
    "grant.opened": News(CREATED, "opened"),
    "grant.narrowed": News(CHANGED, "narrowed"),
    "grant.paused": News(CHANGED, "paused"),
    "grant.resumed": News(CHANGED, "resumed"),
    "grant.adopted": News(CREATED, "adopted"),
    "grant.orphaned": News(ENDED, "orphaned"),  # may be adopted later
    "grant.revoked": News(ENDED, "revoked", is_final=True),
    "grant.expired": News(ENDED, "expired", is_final=True),
    "grant.ended_by_developer": News(ENDED, "ended_by_developer", is_final=True),
    "client.suspended": News("app.suspended"),
    "client.restored": News("app.restored"),
}


def follow(action: str, lines: Sequence[Line]) -> None:
    """Make the messages of an act that was just recorded, for the webhooks that want them.

    ``lines`` are of one app. A follower of the audit trail.
    """
    news = NEWS.get(action)
    client_id = lines[0]["client_id"] if lines else None
    if news is None or client_id is None:
        return
    hooks = _hooks_of(client_id)
    if not hooks:
        return
    if news.type in ("app.suspended", "app.restored"):
        _tell_of_app(news, client_id, hooks, lines[0])
        return
    ids = [line["grant_id"] for line in lines if line["grant_id"] is not None]
    for grant in db.session.execute(_grants(ids)):
        meant = _as_change(action, news, grant.id)
        _tell_of_grant(meant, grant, hooks)
        if meant.type != ENDED:
            webhook_cursor.cover(client_id, grant_id=grant.id)
            webhook_cursor.release(client_id)


def _hooks_of(client_id: int) -> Sequence[Webhook]:
    present = (Webhook.client_id == client_id, Webhook.state != State.ENDED)
    return db.session.scalars(select(Webhook).where(*present).order_by(Webhook.id)).all()


def _grants(ids: Sequence[int]) -> Any:
    """Id, public id and the slug of the first team of each grant."""
    first = select(Team.slug).join(GrantTeam, GrantTeam.team_id == Team.id)
    slug = first.where(GrantTeam.grant_id == Grant.id).order_by(Team.id).limit(1)
    columns = (Grant.id, Grant.public_id, slug.scalar_subquery().label("slug"))
    return select(*columns).where(Grant.id.in_(ids)).order_by(Grant.id)


def _as_change(action: str, news: News, grant_id: int) -> News:
    """``news``, or that the grant was changed, when it had been approved before."""
    if action != "consent.approved":
        return news
    trail = audit_trail.TABLE.c
    approvals = select(trail.id).where(trail.grant_id == grant_id, trail.action == action)
    is_first = len(db.session.execute(approvals.limit(2)).all()) < 2
    return news if is_first else News(CHANGED, news.reason)


def _tell_of_grant(news: News, grant: Row[Any], hooks: Sequence[Webhook]) -> None:
    data = {
        "team": grant.slug,
        "id": grant.public_id,
        "url": f"{settings().public_url}/oauth/grants/{grant.public_id}",
        "grant_id": grant.public_id,
        "reason": news.reason,
    }
    own = [hook for hook in hooks if hook.grant_id in (None, grant.id)]
    _add(news.type, data, own)
    if news.is_final:
        for hook in own:
            # One that is told so ends once it has been told.
            if hook.grant_id is not None and news.type not in hook.type_names:
                hook.end(Reason.GRANT_ENDED)


def _tell_of_app(news: News, client_id: int, hooks: Sequence[Webhook], line: Line) -> None:
    client = db.session.get_one(Client, client_id)
    data = {"id": client.client_id, "reason": json.loads(line["detail"]).get("reason")}
    _add(news.type, data, hooks)
    webhook_cursor.release(client_id)


def _add(kind: str, data: dict[str, Any], hooks: Sequence[Webhook]) -> None:
    body = webhook_delivery.dump(kind, data)
    ids = [hook.id for hook in hooks if kind in hook.type_names]
    webhook_delivery.add_news([{"webhook_id": i, "type": kind, "body": body} for i in ids])
    if ids:
        work_signal.announce()


audit_trail.FOLLOWERS.append(follow)
