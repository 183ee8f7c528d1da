"""The filters of an app's request log, kept in the address of its page."""

import re

from flask import request

from app.language.texts import gettext as _
from app.models.clients.client import Client
from app.models.teams.team import Team
from app.models.usage import request_search, usage_report
from app.models.usage.request_search import LogFilter
from app.models.values import clock, plain_text
from app.portal.usage import usage_presenter

NAMES = ("q", "path", "since", "status", "method", "route", "team", "error")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
STATUSES = ("2", "3", "4", "5")
HOUR = 3600  # seconds
TIMES = {"hour": HOUR, "day": 24 * HOUR, "week": 7 * 24 * HOUR}
UNKNOWN_TEAM = -1  # matches no line
_STATUS = re.compile(r"[1-5]([0-9]{2})?")


def read() -> dict[str, str]:
    """The values in the query; "" for a status, method or time that does not exist."""
    values = {name: plain_text.squeeze(request.args.get(name, ""), 100) for name in NAMES}
    if _STATUS.fullmatch(values["status"]) is None:
        values["status"] = ""
    for name, allowed in (("method", METHODS), ("since", tuple(TIMES))):
        if values[name] not in allowed:
            values[name] = ""
    return values


def of(values: dict[str, str], teams: list[Team]) -> LogFilter:
    """What ``values`` mean among an app's teams; an unknown team matches no line."""
    numbers = {team.slug: team.id for team in teams}
    return LogFilter(
        since=clock.now() - TIMES[values["since"]] if values["since"] else 0,
        status=int(values["status"] or 0),
        endpoint=values["route"],
        method=values["method"],
        path=values["path"],
        error=values["error"],
        team_id=numbers.get(values["team"], UNKNOWN_TEAM) if values["team"] else None,
        request_id=values["q"],
    )


def choices(client: Client, values: dict[str, str], teams: list[Team]) -> list[dict[str, object]]:
    """The filters for toolbar(), with the choices of this app's log."""
    endpoints = usage_report.by_endpoint(client, request_search.oldest_kept(), clock.now())
    offered = (
        (
            "since",
            _("Time"),
            _("Any time"),
            [("hour", _("Last hour")), ("day", _("Last 24 hours")), ("week", _("Last 7 days"))],
        ),
        ("status", _("Status"), _("Any status"), _statuses(values["status"])),
        ("method", _("Method"), _("Any method"), [(method, method) for method in METHODS]),
        (
            "route",
            _("Endpoint"),
            _("Any endpoint"),
            [(name, usage_presenter.endpoint_label(name)) for name, _figures in endpoints],
        ),
        ("team", _("Team"), _("Any team"), [(team.slug, team.name) for team in teams]),
        ("error", _("Error"), _("Any error"), _errors(client, values["error"])),
    )
    return [
        {"name": name, "label": label, "options": [("", default), *rest], "selected": values[name]}
        for name, label, default, rest in offered
    ]


def _statuses(chosen: str) -> list[tuple[str, str]]:
    """The classes, and the exact status that an address asks for."""
    exact = [(chosen, chosen)] if len(chosen) > 1 else []
    return [*((digit, f"{digit}xx") for digit in STATUSES), *exact]


def _errors(client: Client, chosen: str) -> list[tuple[str, str]]:
    names = {*request_search.list_errors(client), *filter(None, [chosen])}
    return [(name, name) for name in sorted(names)]
