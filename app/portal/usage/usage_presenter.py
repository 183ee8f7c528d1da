"""Usage in words and numbers, for the pages that show it."""

import re
from typing import Any

from flask import current_app, url_for
from flask_babel import format_decimal, format_percent, ngettext
from flask_babel import gettext as _
from limits import parse_many

from app.config import settings
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from app.models.usage import request_search, usage_report
from app.models.usage.usage_report import Figures
from app.models.values import clock
from app.portal.usage import usage_range
from app.portal.usage.usage_range import Range
from app.web.template_filters import duration, took

LATEST = 5  # lines of the request log on an app's page
MAX_TREND = 10  # times as many: there was hardly anything to compare with
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


def overview(client: Client) -> dict[str, Any]:
    """What the app's page shows: chart, figures and the latest calls."""
    lines = request_search.list_lines(client, request_search.LogFilter(), limit=LATEST).rows
    teams = usage_report.teams_of(line.team_id for line in lines)
    return {
        **describe(client, usage_range.wanted("month"), "portal.show_client"),
        "lines": lines,
        "team_names": {team.id: team.name for team in teams},
    }


def describe(client: Client, wanted: Range, endpoint: str) -> dict[str, Any]:
    """Figures and bars of ``wanted``, and the links of ``endpoint`` to the other ranges."""
    by_hour = usage_report.by_hour(client, wanted.since, wanted.until)
    figures = sum(by_hour.values(), Figures())
    return {
        "range": wanted,
        "figures": figures,
        "stats": stats(figures, usage_report.of_client(client, *wanted.before)),
        "bars": wanted.bars(by_hour),
        "switch": [
            {
                "label": words,
                "url": url_for(endpoint, client_id=client.client_id, range=name),
                "current": name == wanted.name,
            }
            for name, words in usage_range.names()
        ],
    }


def stats(figures: Figures, before: Figures) -> list[dict[str, Any]]:
    """What stats() draws: how many, how many failed, how slow, how many over the limit."""
    share = figures.errors / figures.requests if figures.requests else 0
    return [
        {"label": _("Requests"), "value": number(figures.requests), **_trend(figures, before)},
        {
            "label": _("Failed"),
            "value": format_percent(share, "0.##%"),
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
    """How often one permission may call: the words, and when the present count ends."""
    if not settings().rate_limits:
        return []
    now = clock.now()
    return [
        {
            "words": _(
                "%(count)s requests in %(time)s",
                count=number(limit.amount),
                time=duration(limit.get_expiry()),
            ),
            "resets_at": now - now % limit.get_expiry() + limit.get_expiry(),
        }
        for limit in parse_many(settings().rate_limit_api)
    ]


def calls_of(grant: Grant, team: Team | None = None) -> list[dict[str, Any]]:
    """What was done with ``grant`` in 30 days, by what it was, for whoever gave it.

    For the owners of ``team`` only what was about their team.
    """
    return [
        {"what": for_organizers(endpoint), "requests": one.requests, "errors": one.errors}
        for endpoint, one in usage_report.of_grant(grant, team)
    ]


def endpoint_label(endpoint: str) -> str:
    """A route as its documentation writes it: "GET /api/v1/organizer/{team}/events"."""
    rules = [rule for rule in current_app.url_map.iter_rules() if rule.endpoint == endpoint]
    if not rules:
        return endpoint
    rule = max(rules, key=lambda rule: len(rule.rule))
    methods = "/".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
    path = _PLACE.sub(r"{\1}", rule.rule)
    return f"{methods} {path}"


def for_organizers(endpoint: str) -> str:
    """A route in the words of somebody who lets an app use it."""
    return {
        "api.list_events": _("Read the list of events"),
        "api.show_event": _("Read one event"),
        "api.list_changes": _("Asked what has changed"),
        "api.list_feed_links": _("Listed its private links"),
        "api.make_feed_link": _("Made a private link"),
        "api.revoke_feed_link": _("Revoked a private link"),
        "dialects.show_private_feed": _("Somebody fetched a private link"),
        "api.show_me": _("Read who you are"),
        "api.list_teams": _("Read which teams it may use"),
        "api.list_tickets": _("Read your tickets"),
        "dialects.list_bookings": _("Read who comes to your events"),
        "dialects.list_organizations": _("Read which teams it may use"),
        "dialects.show_public_me": _("Read who you are"),
        "dialects.list_public_tickets": _("Read your tickets"),
        "dialects.show_token": _("Asked what it may do"),
        "api.add_event": _("Added an event"),
        "api.add_events": _("Added several events"),
        "api.change_event": _("Changed an event"),
        "api.replace_event": _("Changed a whole event"),
        "api.delete_event": _("Deleted an event"),
        "dialects.add_event": _("Added an event"),
        "dialects.change_event": _("Changed an event"),
        "dialects.delete_event": _("Deleted an event"),
    }.get(endpoint) or endpoint_label(endpoint)


def number(value: int) -> str:
    """A whole number, grouped as the reader's language does."""
    return str(format_decimal(value))


def _trend(figures: Figures, before: Figures) -> dict[str, Any]:
    change = figures.requests / before.requests - 1 if before.requests else MAX_TREND
    if not figures.requests or change >= MAX_TREND:
        return {}
    sign = "+" if change >= 0 else "−"
    return {
        "small": sign + str(format_percent(abs(change), "0%")),
        "trend": "up" if change >= 0 else None,
    }
