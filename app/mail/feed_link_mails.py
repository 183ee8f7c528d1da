"""Mails about private feed links, which members make in the portal and apps through the API."""

from flask import url_for

from app.config import settings
from app.language.texts import lazy_gettext as _
from app.mail import allowance, delivery
from app.models.accounts.user import User
from app.models.feeds.feed_link import FeedLink
from app.models.teams.membership import Membership


def send_new_link(link: FeedLink) -> None:
    """Tell the team's owners that there is a new link; not the owner who made it without an app."""
    maker = link.membership.user
    subject = _("New private link to the events of %(team)s", team=link.team.name)
    for owner in Membership.list_owners([link.team])[link.team_id]:
        is_news = link.grant is not None or owner.id != maker.id
        # An app could create and revoke one link after the other.
        if is_news and allowance.may_send(owner.email, by=maker, team=link.team):
            _send("feed_link_new", owner, subject, link=link, maker=maker)


def send_revoked(link: FeedLink, by: User) -> None:
    """Tell the member whose link, or whose app's link, ``by`` revoked; no mail to ``by``."""
    maker = link.membership.user
    if maker.id != by.id:
        subject = _("A private link to the events of %(team)s is revoked", team=link.team.name)
        _send("feed_link_revoked", maker, subject, link=link, by=by)


def _send(template: str, to: User, subject: str, *, link: FeedLink, **values: object) -> None:
    app = link.grant.title if link.grant else None
    url = settings().public_url + url_for("portal.list_feeds", slug=link.team.slug)
    values |= {"name": link.name, "team": link.team, "app": app, "url": url}
    delivery.send_to(to, subject, f"mails/{template}.txt", **values)
