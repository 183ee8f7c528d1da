"""The private feed links of one user, in all their teams."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import ngettext
from app.models.feeds.feed_link import FeedLink
from app.portal.blueprint import bp
from app.portal.feeds import feed_link_presenter
from app.web.signed_in import current_person


@bp.get("/account/links")
def list_own_feed_links() -> ResponseReturnValue:
    """The links that the user, or an app they connected, created; newest first."""
    links = FeedLink.list_of_user(current_person())
    rows = [feed_link_presenter.in_list(link) | {"team": link.team.name} for link in links]
    return render_template("portal/feeds/own_feed_links/list.html", links=rows)


@bp.get("/account/links/revoke-all")
def ask_revocation_of_feed_links() -> ResponseReturnValue:
    """Confirm, with how many will end."""
    count = FeedLink.count_of_user(current_person())
    return render_template("portal/feeds/own_feed_links/revoke_all.html", count=count)


@bp.post("/account/links/revoke-all")
def revoke_own_feed_links() -> ResponseReturnValue:
    """Revoke all the user's links."""
    count = FeedLink.revoke_all(current_person())
    db.session.commit()
    message = ngettext(
        "One private link no longer works.", "%(num)s private links no longer work.", count
    )
    flash(message, "ok")
    return redirect(url_for("portal.list_own_feed_links"))
