"""Private feed links: make one, see its address once, replace it, revoke it."""

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.database.transactions import start_writing
from app.extensions import db
from app.models.credentials.secret_handover import SecretHandover
from app.models.events.event_audience import Audience
from app.models.feeds.feed_link import FeedLink
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values.errors import ValidationError
from app.portal.access.team_access import refuse, require_editor, require_member
from app.portal.blueprint import bp
from app.portal.events.public_teams import webcal
from app.portal.feeds import feed_link_presenter
from app.portal.feeds.feed_link_form import FeedLinkForm
from app.portal.forms.fields import show_error

HANDOVER_KEY = "feed_handover"  # in the browser's session: link and mask, until it was shown


@bp.get("/teams/<slug>/feeds/new")
def new_feed_link(slug: str) -> ResponseReturnValue:
    """Ask what the link is for and what it should show."""
    return _show_new(require_editor(slug), FeedLinkForm())


@bp.post("/teams/<slug>/feeds/new")
def create_feed_link(slug: str) -> ResponseReturnValue:
    """Make the link, and go to its page, which shows the address once."""
    membership, form = require_editor(slug), FeedLinkForm()
    try:
        return make_once(membership, form) if form.validate() else _refuse(membership, form)
    except ValidationError as error:
        db.session.rollback()
        show_error(form, error)
        return _refuse(require_editor(slug), form)


def make_once(membership: Membership, form: FeedLinkForm) -> ResponseReturnValue:
    """Lead to the link of this form: a new one, or the one made when the form came before.

    Whichever answer the browser follows, its page shows the address. Raises ValidationError for
    what may not be stored and for one link too many.
    """
    membership.team.lock()  # those that come at the same moment take turns here
    wanted, audience = form.wanted(), Audience(form.audience.data)
    once = form.key_with(membership.id, form.name.data, wanted, audience)
    made_before = SecretHandover.find_owner(once) if once else None
    if made_before is None:
        link, key = FeedLink.make(membership, name=form.name.data, wanted=wanted, audience=audience)
        return _hand_over(link, key, once=once)
    link = FeedLink.find_of(membership.team, made_before)
    if link is None:
        flash(_("You have sent this form before. Its link has been revoked since."), "info")
        return redirect(url_for("portal.list_feeds", slug=membership.team.slug))
    session[HANDOVER_KEY] = [link.public_id, once]
    return redirect(_address(link))


@bp.get("/teams/<slug>/feeds/<link_id>")
def show_feed_link(slug: str, link_id: str) -> ResponseReturnValue:
    """What is known of the link; its address at the one moment it can be read."""
    key = _collect(find_link(require_member(slug).team, link_id))
    membership = require_member(slug)
    link = find_link(membership.team, link_id)
    return render_template(
        "portal/feeds/feed_links/show.html",
        team=membership.team,
        membership=membership,
        link=link,
        facts=feed_link_presenter.on_page(link),
        webcal=webcal,
        addresses=feed_link_presenter.addresses(key) if key else None,
        may_revoke=link.is_ended_by(membership),
        may_replace=link.is_replaced_by(membership),
    )


@bp.get("/teams/<slug>/feeds/<link_id>/replace")
def ask_feed_link_replacement(slug: str, link_id: str) -> ResponseReturnValue:
    """Say what the new address means for the old one, and ask."""
    link = find_replaceable(slug, link_id)
    return render_template("portal/feeds/feed_links/replace.html", team=link.team, link=link)


@bp.post("/teams/<slug>/feeds/<link_id>/replace")
def replace_feed_link(slug: str, link_id: str) -> ResponseReturnValue:
    """Give it a new address and go to its page; the old address ends."""
    made = find_replaceable(slug, link_id).replace() or abort(404)
    return _hand_over(*made)


@bp.get("/teams/<slug>/feeds/<link_id>/revoke")
def ask_feed_link_revocation(slug: str, link_id: str) -> ResponseReturnValue:
    """Say what will stop, and ask."""
    link = find_revocable(slug, link_id)
    return render_template("portal/feeds/feed_links/revoke.html", team=link.team, link=link)


@bp.post("/teams/<slug>/feeds/<link_id>/revoke")
def revoke_feed_link(slug: str, link_id: str) -> ResponseReturnValue:
    """End the link: the next fetch learns that it is gone."""
    link = find_revocable(slug, link_id)
    name, here = link.name, link.team.slug
    link.revoke()
    db.session.commit()
    flash(_("The private link “%(name)s” no longer works.", name=name), "ok")
    return redirect(url_for("portal.list_feeds", slug=here))


def find_link(team: Team, link_id: str) -> FeedLink:
    """The team's link with this id while it stands; 404 otherwise."""
    return FeedLink.find_of(team, link_id) or abort(404)


def find_revocable(slug: str, link_id: str) -> FeedLink:
    """The link, if whoever is signed in may revoke it."""
    membership = require_member(slug)
    link = find_link(membership.team, link_id)
    if not link.is_ended_by(membership):
        refuse(membership, _("This is for owners of %(team)s.", team=membership.team.name))
    return link


def find_replaceable(slug: str, link_id: str) -> FeedLink:
    """The link, if whoever is signed in may have a new address for it."""
    membership = require_member(slug)
    link = find_link(membership.team, link_id)
    if not link.is_replaced_by(membership):
        abort(403, _("Only whoever made a private link can replace its address."))
    return link


def _hand_over(link: FeedLink, key: str, *, once: str | None = None) -> ResponseReturnValue:
    """Let the next page of ``link`` in this browser show the address."""
    session[HANDOVER_KEY] = [link.public_id, SecretHandover.leave(link.public_id, key, key=once)]
    url = _address(link)
    db.session.commit()
    return redirect(url)


def _address(link: FeedLink) -> str:
    return url_for("portal.show_feed_link", slug=link.team.slug, link_id=link.public_id)


def _collect(link: FeedLink) -> str | None:
    known = session.get(HANDOVER_KEY)
    if not known or known[0] != link.public_id or request.method != "GET":  # HEAD shows nothing
        return None
    start_writing()
    key = SecretHandover.collect(link.public_id, known[1])
    del session[HANDOVER_KEY]
    db.session.commit()
    return key


def _refuse(membership: Membership, form: FeedLinkForm) -> ResponseReturnValue:
    return _show_new(membership, form), 422


def _show_new(membership: Membership, form: FeedLinkForm) -> str:
    return render_template(
        "portal/feeds/feed_links/new.html", team=membership.team, membership=membership, form=form
    )
