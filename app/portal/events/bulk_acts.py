"""Publishing, hiding, cancelling and deleting the events that are ticked in the list."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import lazy_gettext, ngettext
from app.models.events.bulk_act import BulkAct, find_chosen
from app.models.teams.team import Team
from app.models.tickets.ticket import OPEN, Ticket
from app.models.values.errors import ValidationError
from app.portal.access.team_access import require_editor
from app.portal.blueprint import bp
from app.ticket_news import mails as ticket_mails
from app.web.signed_in import current_person

# Hiding takes publishing back, and the other way round; these two ask first.
ASKING = {BulkAct.CANCEL, BulkAct.DELETE}
BUTTONS = {
    BulkAct.CANCEL: lazy_gettext("Cancel the events"),
    BulkAct.DELETE: lazy_gettext("Delete the events"),
}


@bp.post("/teams/<slug>/events/bulk")
def change_events(slug: str) -> ResponseReturnValue:
    """Do what the button says with the ticked events, or ask first."""
    team = require_editor(slug).team
    act, slugs = _read_act(), " ".join(request.form.getlist("events")).split()
    list_url = url_for("portal.list_team_events", slug=team.slug)
    if slugs and act in ASKING and "confirmed" not in request.form:
        return render_template(
            "portal/events/bulk.html",
            team=team,
            act=act.value,
            count=len(slugs),
            tickets=_count_tickets(team, slugs),
            fields={"act": act.value, "events": " ".join(slugs), "confirmed": "yes"},
            button=BUTTONS[act],
            list_url=list_url,
        )
    try:
        changed = act.apply(team, slugs, by=current_person())
    except ValidationError as error:
        db.session.rollback()
        flash(error.message, "warn")
        return redirect(list_url)
    db.session.commit()
    ticket_mails.send_news()
    flash(_describe(act, changed), "ok")
    return redirect(list_url)


def _count_tickets(team: Team, slugs: Sequence[str]) -> int:
    """How many people have a ticket of these events, or wait for one."""
    ids = [event.id for event in find_chosen(team, slugs)]
    return sum(Ticket.count_of_events(ids, OPEN).values())


def _read_act() -> BulkAct:
    name = request.form.get("act", "")
    return BulkAct(name) if name in set(BulkAct) else abort(400)


def _describe(act: BulkAct, changed: int) -> str:
    match act:
        case BulkAct.PUBLISH:
            return ngettext("%(num)s event published.", "%(num)s events published.", changed)
        case BulkAct.HIDE:
            return ngettext(
                "%(num)s event hidden: only the team sees it.",
                "%(num)s events hidden: only the team sees them.",
                changed,
            )
        case BulkAct.CANCEL:
            return ngettext("%(num)s event cancelled.", "%(num)s events cancelled.", changed)
    return ngettext("%(num)s event deleted.", "%(num)s events deleted.", changed)
