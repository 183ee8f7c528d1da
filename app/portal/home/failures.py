"""What failed lately for the signed-in user: of their apps, and the calendars of their teams."""

from collections.abc import Iterator, Sequence

from flask import url_for

from app.language.texts import gettext as _
from app.language.texts import ngettext
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.flow_doctor import flow_failure_search
from app.models.teams.membership import Membership
from app.models.values import clock
from app.models.webhooks.webhook import Webhook
from app.portal.calendar_subscriptions import subscription_presenter
from app.portal.home.line import Line

MOST = 8  # lines
WEEK = 7 * 86_400  # seconds


def lines(memberships: Sequence[Membership], apps: Sequence[Client]) -> list[Line]:
    """What failed in these teams and apps, up to MOST."""
    every = [*_suspended(apps), *_calendars(memberships), *_webhooks(apps), *_flows(apps)]
    return every[:MOST]


def _suspended(apps: Sequence[Client]) -> Iterator[Line]:
    for app in apps:
        if app.status == Status.SUSPENDED:
            page = url_for("portal.show_client", client_id=app.client_id)
            yield Line(_("%(app)s is suspended by an operator", app=app.name), None, page)


def _calendars(memberships: Sequence[Membership]) -> Iterator[Line]:
    teams = [m.team for m in memberships if m.may_write_events]
    for calendar in CalendarSubscription.list_failing(teams, limit=MOST):
        names = {"calendar": calendar.name, "team": calendar.team.name}
        text = _("The calendar %(calendar)s of %(team)s cannot be read", **names)
        page = subscription_presenter.address_of(calendar)
        yield Line(text, calendar.failing_since_at, page)


def _webhooks(apps: Sequence[Client]) -> Iterator[Line]:
    by_id = {app.id: app for app in apps}
    for hook in Webhook.list_stopped(by_id, limit=MOST):
        app = by_id[hook.client_id]
        text = _("A webhook of %(app)s stopped, because its endpoint did not answer", app=app.name)
        page = url_for("portal.show_webhook", client_id=app.client_id, webhook_id=hook.public_id)
        yield Line(text, hook.state_at, page)


def _flows(apps: Sequence[Client]) -> Iterator[Line]:
    failures = flow_failure_search.count_recent(apps, since=clock.now() - WEEK)
    for app in apps:
        if app.id in failures:
            count, last_at = failures[app.id]
            text = ngettext(
                "One request of %(app)s was refused this week",
                "%(num)s requests of %(app)s were refused this week",
                count,
                app=app.name,
            )
            page = url_for("portal.list_flow_failures", client_id=app.client_id)
            yield Line(text, last_at, page)
