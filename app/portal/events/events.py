"""A team's events: list, add, show, cancel, delete."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.models.calendar_subscriptions.subscribed_event import SubscribedEvent
from app.models.event_queries import member_event_lists
from app.models.event_queries.member_event_lists import Shown
from app.models.event_queries.month import Month
from app.models.events import event_copy, event_once
from app.models.events.event import Event
from app.models.teams.team import Team
from app.models.tickets.booking_terms import BookingTerms
from app.models.tickets.ticket import OPEN, Ticket
from app.models.values import clock, plain_text, wall_time
from app.portal import paging
from app.portal.access.team_access import find_event, require_editor, require_member
from app.portal.blueprint import bp
from app.portal.calendar_subscriptions import subscription_presenter
from app.portal.events import dates, event_presenter, team_month
from app.portal.events.event_form import NewEventForm
from app.portal.events.event_presenter import address
from app.portal.events.form_parts import form_groups
from app.portal.events.pictures import picture_upload
from app.portal.forms import zone_field
from app.ticket_news import mails as ticket_mails
from app.web.request_class import takes_up_to
from app.web.signed_in import current_person

MAX_QUERY = 200  # characters


@bp.get("/teams/<slug>/events")
def list_team_events(slug: str) -> ResponseReturnValue:
    """The team's events of one kind that match the search."""
    membership = require_member(slug)
    team = membership.team
    shown, query = _read_shown(), plain_text.squeeze(request.args.get("q", ""), MAX_QUERY)
    if "month" in request.args:
        return team_month.render(membership, request.args["month"], query=query)
    page = member_event_lists.list_events(team, shown, query=query, after=paging.wanted())
    return render_template(
        "portal/events/list.html",
        team=team,
        membership=membership,
        events=[event_presenter.in_list(event) for event in page.rows],
        this_month=Month.of(wall_time.from_epoch(clock.now(), team.timezone).date()).name,
        query=query,
        shown=shown.value,
        kinds=[(kind.value, label) for kind, label in event_presenter.LISTS.items()],
        is_empty=not page.rows and not member_event_lists.has_any(team),
        **paging.links(page, "portal.list_team_events", slug=team.slug, shown=shown.value, q=query),
    )


@bp.get("/teams/<slug>/events/new")
def new_event(slug: str) -> ResponseReturnValue:
    """The form for a new event."""
    team = require_editor(slug).team
    form = NewEventForm(data={"timezone": team.timezone})
    return _show_new(team, zone_field.follow_browser(form))


@bp.get("/teams/<slug>/events/<event_slug>/duplicate")
def duplicate_event(slug: str, event_slug: str) -> ResponseReturnValue:
    """The form for a new event, filled in with a copy of this one."""
    team = require_editor(slug).team
    event = find_event(team, event_slug)
    details = event_copy.of(event, after=clock.now())
    return _show_new(team, NewEventForm.showing(details, 0), event)


@bp.post("/teams/<slug>/events/new")
@takes_up_to(picture_upload.MAX_BODY)
def create_event(slug: str) -> ResponseReturnValue:
    """Add the event to the calendar."""
    team = require_editor(slug).team
    form = NewEventForm(data={"timezone": team.timezone})
    if picture_upload.encode(form):
        team = require_editor(slug).team
    event = form.make(lambda: add_once(team, form))
    if event is None:
        return _show_new(team, form), 422
    db.session.commit()
    if event.deleted_at is not None:
        flash(_("You submitted this form before, and its event has been deleted since."), "info")
        return redirect(url_for("portal.list_team_events", slug=team.slug))
    flash(_("The event is on the calendar."), "ok")
    return redirect(address(event))


def add_once(team: Team, form: NewEventForm) -> Event:
    """The form's event: a new one, or the one created by its first submission.

    Raises ValidationError.
    """
    picture_upload.keep(form, team)
    details = form.details()
    terms = form.terms(details.timezone)
    event = event_once.create(team, details, key=form.key_with(details), by=current_person())
    if event.deleted_at is None and event.sequence == 0:
        BookingTerms.change(event, terms)
    return event


@bp.get("/teams/<slug>/events/<event_slug>")
def show_team_event(slug: str, event_slug: str) -> ResponseReturnValue:
    """The team's page of one event."""
    membership = require_member(slug)
    event = find_event(membership.team, event_slug)
    source = SubscribedEvent.source_of(event)
    source_url = None
    if source and membership.may_write_events:
        source_url = subscription_presenter.address_of(source)
    return render_template(
        "portal/events/show.html",
        team=membership.team,
        membership=membership,
        event=event,
        facts=event_presenter.on_page(event),
        dates=dates.list_next(event, for_members=True),
        source=source,
        source_url=source_url,
    )


@bp.get("/teams/<slug>/events/<event_slug>/cancel")
def ask_event_cancellation(slug: str, event_slug: str) -> ResponseReturnValue:
    """Ask for confirmation, and say what cancelling means."""
    event = find_event(require_editor(slug).team, event_slug)
    _require_announced(event)
    return render_template("portal/events/cancel.html", event=event, back=address(event))


@bp.post("/teams/<slug>/events/<event_slug>/cancel")
def cancel_event(slug: str, event_slug: str) -> ResponseReturnValue:
    """Cancel the event, on its page and for apps."""
    event = find_event(require_editor(slug).team, event_slug)
    event.cancel(by=current_person())
    _require_announced(event)
    db.session.commit()
    ticket_mails.send_news()
    flash(_("The event is cancelled. Its page and connected apps say so."), "ok")
    return redirect(address(event))


@bp.get("/teams/<slug>/events/<event_slug>/delete")
def ask_event_deletion(slug: str, event_slug: str) -> ResponseReturnValue:
    """Ask for confirmation, and say what deleting means."""
    event = find_event(require_editor(slug).team, event_slug)
    tickets = Ticket.count_of_events([event.id], OPEN).get(event.id, 0)
    return render_template(
        "portal/events/delete.html", event=event, tickets=tickets, back=address(event)
    )


@bp.post("/teams/<slug>/events/<event_slug>/delete")
def delete_event(slug: str, event_slug: str) -> ResponseReturnValue:
    """Remove the event from the calendar."""
    event = find_event(require_editor(slug).team, event_slug)
    event.delete(by=current_person())
    db.session.commit()
    ticket_mails.send_news()
    flash(_("The event is deleted."), "ok")
    return redirect(url_for("portal.list_team_events", slug=event.team.slug))


def _require_announced(event: Event) -> None:
    """Answer 404 for drafts, which are not announced and so cannot be cancelled."""
    if not event.is_announced:
        abort(404)


def _read_shown() -> Shown:
    name = request.args.get("shown", "")
    return Shown(name) if name in set(Shown) else Shown.UPCOMING


def _show_new(team: Team, form: NewEventForm, source: Event | None = None) -> str:
    form.timezone.description = _(
        "Times are local to this zone. The zone of the team is %(zone)s.", zone=team.timezone
    )
    picture_upload.note_loss(form)
    return render_template(
        "portal/events/new.html",
        team=team,
        form=form,
        groups=form_groups.shown_groups(form),
        source=source,
    )
