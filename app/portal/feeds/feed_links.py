"""Private feed links: create one, see its address once, replace it, revoke it."""

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.database.transactions import start_writing
from app.extensions import db
from app.language.texts import gettext as _
from app.mail import feed_link_mails
from app.models.credentials.secret_handover import SecretHandover
from app.models.events.event_audience import Audience
from app.models.feeds.feed_link import FeedLink
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.portal.access.team_access import refuse, require_editor, require_member
from app.portal.blueprint import bp
from app.portal.events.other_sites.calendar_links import webcal
from app.portal.feeds import feed_link_presenter
from app.portal.feeds.feed_link_form import FeedLinkForm
from app.web.signed_in import current_person

HANDOVER_KEY = "feed_handover"  # in the browser's session: link and mask, until it is shown


@bp.get("/teams/<slug>/feeds/new")
def new_feed_link(slug: str) -> ResponseReturnValue:
    """Ask what the link is for and what it should show."""
    return _show_new(require_editor(slug), FeedLinkForm())


@bp.post("/teams/<slug>/feeds/new")
def create_feed_link(slug: str) -> ResponseReturnValue:
    """Create the link, and go to its page, which shows the address once."""
    membership, form = require_editor(slug), FeedLinkForm()
    response = form.make(lambda: make_once(membership, form))
    return (_show_new(require_editor(slug), form), 422) if response is None else response


def make_once(membership: Membership, form: FeedLinkForm) -> ResponseReturnValue:
    """Redirect to the form's link: a new one, or the one created by its first submission.

    The page shows the address, whichever response the browser follows. Raises ValidationError.
    """
    membership.team.lock()  # so that simultaneous submissions wait for each other
    name, filters, audience = form.name.data, form.filter(), Audience(form.audience.data)
    once = form.key_with(membership.id, name, filters, audience)
    created_before = SecretHandover.find_owner(once) if once else None
    if created_before is None:
        new, key = FeedLink.make(membership, name=name, filters=filters, audience=audience)
        response = _hand_over(new, key, once=once)
        feed_link_mails.send_new_link(new)
        return response
    link = FeedLink.find_of(membership.team, created_before)
    if link is None:
        flash(_("You submitted this form before, and its link has been revoked since."), "info")
        return redirect(url_for("portal.list_feeds", slug=membership.team.slug))
    session[HANDOVER_KEY] = [link.public_id, once]
    return redirect(_address(link))


@bp.get("/teams/<slug>/feeds/<link_id>")
def show_feed_link(slug: str, link_id: str) -> ResponseReturnValue:
    """The link's page, which shows its address once after it was created or replaced."""
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
    """Ask for confirmation, and say that the old address stops working."""
    link = find_replaceable(slug, link_id)
    return render_template("portal/feeds/feed_links/replace.html", team=link.team, link=link)


@bp.post("/teams/<slug>/feeds/<link_id>/replace")
def replace_feed_link(slug: str, link_id: str) -> ResponseReturnValue:
    """Give the link a new address and go to its page; the old address stops working."""
    return _hand_over(*(find_replaceable(slug, link_id).replace() or abort(404)))


@bp.get("/teams/<slug>/feeds/<link_id>/revoke")
def ask_feed_link_revocation(slug: str, link_id: str) -> ResponseReturnValue:
    """Ask for confirmation, and say what stops working."""
    link = find_revocable(slug, link_id)
    return render_template("portal/feeds/feed_links/revoke.html", team=link.team, link=link)


@bp.post("/teams/<slug>/feeds/<link_id>/revoke")
def revoke_feed_link(slug: str, link_id: str) -> ResponseReturnValue:
    """Revoke the link; later fetches answer 410."""
    link = find_revocable(slug, link_id)
    name, team_slug = link.name, link.team.slug
    is_revoked = link.revoke()
    db.session.commit()
    if is_revoked:
        feed_link_mails.send_revoked(link, current_person())
    flash(_("The private link “%(name)s” no longer works.", name=name), "ok")
    return redirect(url_for("portal.list_feeds", slug=team_slug))


def find_link(team: Team, link_id: str) -> FeedLink:
    """The team's link with this id; 404 when there is none or it has ended."""
    return FeedLink.find_of(team, link_id) or abort(404)


def find_revocable(slug: str, link_id: str) -> FeedLink:
    """The link, if the signed-in user may revoke it; 403 otherwise."""
    membership = require_member(slug)
    link = find_link(membership.team, link_id)
    if not link.is_ended_by(membership):
        refuse(membership, _("This is for owners of %(team)s.", team=membership.team.name))
    return link


def find_replaceable(slug: str, link_id: str) -> FeedLink:
    """The link, if the signed-in user may replace its address; 403 otherwise."""
    membership = require_member(slug)
    link = find_link(membership.team, link_id)
    if not link.is_replaced_by(membership):
        abort(403, _("Only the user who created a private link can replace its address."))
    return link


def _hand_over(link: FeedLink, key: str, *, once: str | None = None) -> ResponseReturnValue:
    """Redirect to the page of ``link``, which shows the address to this browser once."""
    session[HANDOVER_KEY] = [link.public_id, SecretHandover.leave(link.public_id, key, key=once)]
    url = _address(link)
    db.session.commit()
    return redirect(url)


def _address(link: FeedLink) -> str:
    return url_for("portal.show_feed_link", slug=link.team.slug, link_id=link.public_id)


def _collect(link: FeedLink) -> str | None:
    handover = session.get(HANDOVER_KEY)
    # HEAD shows nothing.
    if not handover or handover[0] != link.public_id or request.method != "GET":
        return None
    start_writing()
    key = SecretHandover.collect(link.public_id, handover[1])
    del session[HANDOVER_KEY]
    db.session.commit()
    return key


def _show_new(membership: Membership, form: FeedLinkForm) -> str:
    return render_template(
        "portal/feeds/feed_links/new.html", team=membership.team, membership=membership, form=form
    )
