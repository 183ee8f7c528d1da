"""Presents usage on the pages that show it: figures, bars, limits and labels."""

import re
from typing import Any

from flask import current_app, url_for
from limits import parse_many

from app.config import settings
from app.language.formats import format_decimal
from app.language.texts import gettext as _
from app.language.texts import ngettext
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from app.models.usage import request_search, usage_report
from app.models.usage.usage_report import Figures
from app.models.values import clock
from app.portal.usage import usage_range
from app.portal.usage.usage_range import Range
from app.web.language.number_formats import percent
from app.web.template_filters import duration, took

LATEST = 5  # calls on an app's page
MAX_TREND = 10  # a growth beyond this factor says nothing: there was too little before
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


def overview(client: Client) -> dict[str, Any]:
    """Chart, figures and, where there were any, the latest calls for the app's page."""
    month = describe(client, usage_range.read("month"), "portal.show_client")
    lines = request_search.list_latest(client, LATEST) if month["figures"].requests else []
    teams = usage_report.teams_of(line.team_id for line in lines)
    return {
        **month,
        "lines": lines,
        "team_names": {team.id: team.name for team in teams},
    }


def describe(client: Client, period: Range, endpoint: str) -> dict[str, Any]:
    """Figures of ``period``, bars if there were calls, and links of ``endpoint`` to each range."""
    by_hour, before = usage_report.by_hour(client, period.since, period.until, period.before)
    figures = Figures.total(by_hour.values())
    return {
        "range": period,
        "figures": figures,
        "stats": stats(figures, before),
        "bars": period.bars(by_hour) if figures.requests else [],
        "switch": [
            {
                "label": label,
                "url": url_for(endpoint, client_id=client.client_id, range=name),
                "current": name == period.name,
            }
            for name, label in usage_range.labels().items()
        ],
    }


def stats(figures: Figures, before: Figures) -> list[dict[str, Any]]:
    """The values for stats(): requests, failures, slowest times and rate-limited calls."""
    share = figures.errors / figures.requests if figures.requests else 0
    return [
        {"label": _("Requests"), "value": number(figures.requests), **_trend(figures, before)},
        {
            "label": _("Failed"),
            "value": percent(share, 2),
            "small": ngettext(
                "%(count)s request",
                "%(count)s requests",
                figures.errors,
                count=number(figures.errors),
            ),
        },
        {"label": _("Slowest 5%"), "value": took(figures.p95), "small": "p95"},
        {
            "label": _("Over the limit"),
            "value": number(figures.limited),
            "small": "429" if figures.limited else None,
        },
    ]


def limits() -> list[dict[str, Any]]:
    """The rate limits of an authorization, each with the time at which its count resets."""
    if not settings().rate_limits:
        return []
    now = clock.now()
    return [
        {
            "label": _(
                "%(count)s requests in %(time)s",
                count=number(limit.amount),
                time=duration(limit.get_expiry()),
            ),
            "resets_at": now - now % limit.get_expiry() + limit.get_expiry(),
        }
        for limit in parse_many(settings().rate_limit_api)
    ]


def calls_of(grant: Grant, team: Team | None = None) -> list[dict[str, Any]]:
    """The calls made with ``grant`` in the last 30 days, by activity.

    With ``team``, only those about that team, for its owners.
    """
    return [
        {"what": describe_activity(endpoint), "requests": counts.requests, "errors": counts.errors}
        for endpoint, counts in usage_report.of_grant(grant, team)
    ]


def endpoint_label(endpoint: str) -> str:
    """The endpoint as the documentation writes it: "GET /api/v1/organizer/{team}/events"."""
    rules = [rule for rule in current_app.url_map.iter_rules() if rule.endpoint == endpoint]
    if not rules:
        return endpoint
    rule = max(rules, key=lambda rule: len(rule.rule))
    methods = "/".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
    path = _PLACE.sub(r"{\1}", rule.rule)
    return f"{methods} {path}"


def describe_activity(endpoint: str) -> str:
    """What a call of the endpoint did, for the user who authorized the app."""
    view = endpoint.partition(".")[2]
    return {
        "list_events": _("Listed events"),
        "show_event": _("Read an event"),
        "list_changes": _("Checked for changes"),
        "list_feed_links": _("Listed its private links"),
        "make_feed_link": _("Created a private link"),
        "revoke_feed_link": _("Revoked a private link"),
        "show_private_feed": _("A private link was fetched"),
        "show_me": _("Read your profile"),
        "show_public_me": _("Read your profile"),
        "list_teams": _("Listed the teams it can access"),
        "list_organizations": _("Listed the teams it can access"),
        "list_tickets": _("Read your tickets"),
        "list_public_tickets": _("Read your tickets"),
        "list_bookings": _("Read your bookings"),
        "show_token": _("Checked its access"),
        "add_event": _("Added an event"),
        "add_events": _("Added several events"),
        "change_event": _("Changed an event"),
        "replace_event": _("Replaced an event"),
        "delete_event": _("Deleted an event"),
    }.get(view) or endpoint_label(endpoint)


def number(value: int) -> str:
    """A whole number with the separators of the viewer's language."""
    return str(format_decimal(value))


def _trend(figures: Figures, before: Figures) -> dict[str, Any]:
    change = figures.requests / before.requests - 1 if before.requests else MAX_TREND
    if not figures.requests or change >= MAX_TREND:
        return {}
    sign = "+" if change >= 0 else "−"
    return {
        "small": sign + percent(abs(change)),
        "trend": "up" if change >= 0 else None,
    }
