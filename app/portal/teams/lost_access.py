"""Telling people that apps lost access because they lost their role in a team."""

from collections.abc import Sequence

from flask import flash
from flask_login import current_user

from app.language.texts import gettext as _
from app.language.texts import lazy_gettext, ngettext
from app.models.feeds.feed_link import FeedLink
from app.models.grants.grant import Grant
from app.models.teams.membership import Membership
from app.portal import mails


def tell(
    membership: Membership, ended: Sequence[Grant], *, links_before: Sequence[FeedLink]
) -> None:
    """Flash, and mail the member, what ended: grants, and private feed links by their names.

    A grant for several teams goes on for the others. Only the member learns which apps they are.
    """
    name = membership.user.name
    team = membership.team.name
    sentences: list[str] = [
        lazy_gettext("%(app)s lost its access to %(teams)s.", app=grant.title, teams=team)
        for grant in ended
    ]
    if ended and membership.user_id != current_user.id:
        mails.send_lost_access(membership.user, membership.team, sentences)
        sentences = [
            ngettext(
                "One app that %(name)s connected lost access.",
                "%(num)s apps that %(name)s connected lost access.",
                len(ended),
                name=name,
            )
        ]
    still_active = FeedLink.list_made_by(membership)
    lost = [link.name for link in links_before if link not in still_active]
    if lost:
        quoted = [_("“%(link)s”", link=link) for link in lost]
        sentences.append(
            ngettext(
                "The private link that %(name)s created no longer works: %(links)s.",
                "%(num)s private links that %(name)s created no longer work: %(links)s.",
                len(lost),
                name=name,
                links=", ".join(quoted),
            )
        )
    for sentence in sentences:
        flash(str(sentence), "info")
