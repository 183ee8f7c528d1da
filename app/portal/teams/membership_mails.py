"""Mails about changes of memberships, to the person concerned and to all owners.

They are written before the transaction is committed and sent after it, whichever door or command
committed it.
"""

from collections.abc import Iterator

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from app.config import settings
from app.extensions import db
from app.language.texts import lazy_gettext as _
from app.mail import delivery
from app.mail.delivery import Message
from app.models.accounts.user import User
from app.models.teams import membership_news
from app.models.teams.membership import Membership
from app.models.teams.membership_news import (
    Change,
    DisabledNews,
    HandoverNews,
    MembershipNews,
    News,
    OrphanNews,
    Reader,
)
from app.portal.teams.team_forms import SHORT_ROLES
from app.web.public_url import public_url_for

_KEY = "membership_mails"


@event.listens_for(db.session, "before_commit")
def write(session: Session) -> None:
    """Write the mails while the database can still be read."""
    if not session.in_nested_transaction():
        mails = [mail for news in membership_news.take() for mail in _write(news)]
        session.info.setdefault(_KEY, []).extend(mails)


@event.listens_for(db.session, "after_commit")
def send(session: Session) -> None:
    """Send the mails of what is committed."""
    if not session.in_nested_transaction():
        for mail in session.info.pop(_KEY, []):
            delivery.send(mail)


@event.listens_for(db.session, "after_soft_rollback")
def forget(session: Session, ended: SessionTransaction) -> None:
    """Tell no one about what was rolled back."""
    if not ended.nested:
        membership_news.take()
        session.info.pop(_KEY, None)


def _write(news: News) -> Iterator[Message]:
    if isinstance(news, OrphanNews | DisabledNews):
        return _write_stopped(news)
    return _write_change(news) if isinstance(news, MembershipNews) else _write_handover(news)


def _write_change(news: MembershipNews) -> Iterator[Message]:
    team, person = news.team.name, news.person
    to_person, to_owners = {
        Change.JOINED: (
            _("You are a member of %(team)s", team=team),
            _("A new member of %(team)s", team=team),
        ),
        Change.ROLE_CHANGED: (
            _("Your role in %(team)s is changed", team=team),
            _("A role in %(team)s is changed", team=team),
        ),
        Change.LEFT: (
            _("You left %(team)s", team=team),
            _("A member left %(team)s", team=team),
        ),
        Change.REMOVED: (
            _("You are no longer a member of %(team)s", team=team),
            _("A member of %(team)s is removed", team=team),
        ),
    }[news.change]
    values = {
        "news": news,
        "role": SHORT_ROLES[news.role],
        "link": public_url_for("portal.list_members", slug=news.team.slug),
    }
    # A user who deleted their account gets a mail about that alone.
    if db.session.get_one(User, person.user_id).deleted_at is None:
        yield _compose("membership_own", person, to_person, **values)
    for owner in news.owners:
        if owner.user_id != person.user_id:
            yield _compose("membership", owner, to_owners, **values)


def _write_handover(news: HandoverNews) -> Iterator[Message]:
    subject = _("%(team)s has a new owner", team=news.team.name)
    link = public_url_for("portal.list_members", slug=news.team.slug)
    for member in news.members:
        yield _compose("handed_over", member, subject, news=news, link=link)


def _write_stopped(news: OrphanNews | DisabledNews) -> Iterator[Message]:
    """To the owners of now: the same change may have made another member one."""
    name, team = news.person.name, news.team
    subject = _("Apps that %(name)s connected to %(team)s stopped", name=name, team=team.name)
    link = public_url_for("portal.list_team_apps", slug=team.slug)
    days = settings().orphan_lifetime // 86_400
    template = "orphaned" if isinstance(news, OrphanNews) else "owner_disabled"
    for owner in membership_news.readers(Membership.list_owners([team])[team.id]):
        if owner.user_id != news.person.user_id:
            yield _compose(template, owner, subject, news=news, link=link, days=days)


def _compose(template: str, to: Reader, subject: str, **values: object) -> Message:
    path = f"portal/mails/{template}.txt"
    return delivery.write(to.email, subject, path, user=to, **values)
