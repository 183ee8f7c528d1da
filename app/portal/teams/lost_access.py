"""Telling people that apps lost access because they lost their role in a team."""

from collections.abc import Sequence

from flask import flash
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.models.feeds.feed_link import FeedLink
from app.models.grants.grant import Grant
from app.models.teams.membership import Membership
from app.portal import mails
from app.portal.grants import grant_presenter


def tell(membership: Membership, ended: Sequence[Grant], *, links_before: int) -> None:
    """Tell what ended with it: permissions, and private links that worked before."""
    _tell_of_grants(membership, ended)
    _tell_of_links(membership, links_before - FeedLink.count_made_by(membership))


def _tell_of_grants(membership: Membership, ended: Sequence[Grant]) -> None:
    """Tell the person which apps lost access, and to which teams; the remover only how many.

    A permission for several teams ended for all of them, which nobody could guess; the other
    teams are none of the remover's business.
    """
    if not ended:
        return
    sentences = [sentence(grant) for grant in ended]
    if membership.user_id != current_user.id:
        mails.send_lost_access(membership.user, membership.team, sentences)
        sentences = [how_many(len(ended))]
    for text in sentences:
        flash(text, "info")


def _tell_of_links(membership: Membership, count: int) -> None:
    """Tell whoever took the role away that ``count`` private links ended with it."""
    if count:
        name = membership.user.name
        flash(
            ngettext(
                "One private link that %(name)s made no longer works.",
                "%(num)s private links that %(name)s made no longer work.",
                count,
                name=name,
            ),
            "info",
        )


def sentence(grant: Grant) -> str:
    """Which app, and which teams."""
    teams = grant_presenter.team_names(grant)
    return _("%(app)s lost its access to %(teams)s.", app=grant.client.name, teams=teams)


def how_many(count: int) -> str:
    """How much ended, for whoever took the role away."""
    return ngettext(
        "One permission that they gave an app has ended.",
        "%(num)s permissions that they gave apps have ended.",
        count,
    )
