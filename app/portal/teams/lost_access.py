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
    """Flash, and mail the member, what ended: grants, and private feed links.

    A grant for several teams ends for all of them. Only the member learns which, as the others
    are not the business of the user who changed the role.
    """
    name = membership.user.name
    sentences = [_sentence(grant) for grant in ended]
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
    if count := links_before - FeedLink.count_made_by(membership):
        sentences.append(
            ngettext(
                "One private link that %(name)s created no longer works.",
                "%(num)s private links that %(name)s created no longer work.",
                count,
                name=name,
            )
        )
    for sentence in sentences:
        flash(sentence, "info")


def _sentence(grant: Grant) -> str:
    teams = grant_presenter.team_names(grant)
    return _("%(app)s lost its access to %(teams)s.", app=grant.client.name, teams=teams)
