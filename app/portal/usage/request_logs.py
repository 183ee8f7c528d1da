"""An app's request log, for its developer."""

from collections.abc import Iterable

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.models.clients.client import Client
from app.models.flow_doctor import flow_failure_search
from app.models.teams.team import Team
from app.models.usage import request_log, request_search, usage_report
from app.models.usage.request_log import RequestLine
from app.models.usage.request_search import LogFilter
from app.models.usage.usage import HOUR
from app.models.values import clock, plain_text
from app.portal import paging
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.flow_doctor import failure_presenter
from app.portal.usage import usage_presenter

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
STATUSES = ("2", "3", "4", "5")
UNKNOWN_TEAM = -1  # matches no line


@bp.get("/developer/apps/<client_id>/log")
def list_client_requests(client_id: str) -> ResponseReturnValue:
    """The app's calls, latest first; each value in the query is a filter."""
    client = find_own_client(client_id)
    values, teams = _filter_values(), request_search.list_teams(client)
    log_filter = _log_filter(values, teams)
    page = request_search.list_lines(client, log_filter, after=paging.wanted())
    return render_template(
        "portal/usage/request_logs/list.html",
        client=client,
        lines=page.rows,
        reasons=_reasons(client, page.rows),
        team_names={team.id: team.name for team in teams},
        request_id=values["q"],
        is_filtered=bool(log_filter),
        is_too_old=request_search.is_too_old(paging.wanted()),
        filters=_filters(client, values, teams),
        unlisted=_unlisted(client),
        **paging.links(page, "portal.list_client_requests", client_id=client.client_id, **values),
    )


@bp.get("/developer/apps/<client_id>/log/<number>")
def show_client_request(client_id: str, number: str) -> ResponseReturnValue:
    """One call, with everything the log stores about it."""
    client = find_own_client(client_id)
    is_number = number.isascii() and number.isdecimal() and len(number) <= paging.MAX_DIGITS
    line = (request_search.find_line(client, int(number)) if is_number else None) or abort(404)
    return render_template(
        "portal/usage/request_logs/show.html",
        client=client,
        line=line,
        reason=_reasons(client, [line]).get(line.request_id),
        team=next(iter(usage_report.teams_of([line.team_id])), None),
        endpoint=usage_presenter.endpoint_label(line.endpoint),
    )


def _reasons(client: Client, lines: Iterable[RequestLine]) -> dict[str, tuple[str, str]]:
    """Title and fix of why calls failed, as the flow doctor has them, by request id."""
    causes = flow_failure_search.find_causes(client, [line for line in lines if line.error])
    return {name: failure_presenter.explain_failure(cause) for name, cause in causes.items()}


def _filter_values() -> dict[str, str]:
    """The values of the filters in the query; "" for a status or method that does not exist."""
    names = ("q", "status", "method", "route", "team")
    values = {name: plain_text.squeeze(request.args.get(name, ""), 64) for name in names}
    for name, allowed in (("status", STATUSES), ("method", METHODS)):
        if values[name] not in allowed:
            values[name] = ""
    return values


def _log_filter(values: dict[str, str], teams: list[Team]) -> LogFilter:
    numbers = {team.slug: team.id for team in teams}
    return LogFilter(
        status=int(values["status"] or 0),
        endpoint=values["route"],
        method=values["method"],
        team_id=numbers.get(values["team"], UNKNOWN_TEAM) if values["team"] else None,
        request_id=values["q"],
    )


def _filters(client: Client, values: dict[str, str], teams: list[Team]) -> list[dict[str, object]]:
    """The filters for toolbar(), with the choices of this app's log."""
    endpoints = usage_report.by_endpoint(client, request_search.oldest_kept(), clock.now())
    choices = (
        ("status", _("Status"), _("Any status"), [(digit, f"{digit}xx") for digit in STATUSES]),
        ("method", _("Method"), _("Any method"), [(method, method) for method in METHODS]),
        (
            "route",
            _("Endpoint"),
            _("Any endpoint"),
            [(name, usage_presenter.endpoint_label(name)) for name, _figures in endpoints],
        ),
        ("team", _("Team"), _("Any team"), [(team.slug, team.name) for team in teams]),
    )
    return [
        {"name": name, "label": label, "options": [("", default), *rest], "selected": values[name]}
        for name, label, default, rest in choices
    ]


def _unlisted(client: Client) -> dict[str, str] | None:
    """How many of the calls are not in the log; None when all of them are."""
    oldest = request_search.oldest_kept()
    figures = usage_report.of_client(client, oldest - oldest % HOUR + HOUR, clock.now())
    if figures.logged >= figures.requests:
        return None
    return {
        "missing": usage_presenter.number(figures.requests - figures.logged),
        "requests": usage_presenter.number(figures.requests),
        "failures": str(request_log.FAILURES_A_MINUTE),
        "others": str(request_log.SUCCESSES_A_MINUTE),
    }
