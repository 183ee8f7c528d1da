"""The request log of an app, for its developer."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.models.clients.client import Client
from app.models.teams.team import Team
from app.models.usage import request_log, request_search, usage_report
from app.models.usage.request_search import LogFilter
from app.models.usage.usage import HOUR
from app.models.values import clock, plain_text
from app.portal import paging
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.usage import usage_presenter

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
STATUSES = ("2", "3", "4", "5")
NO_TEAM = -1  # no line is about it


@bp.get("/developer/apps/<client_id>/log")
def list_client_requests(client_id: str) -> ResponseReturnValue:
    """The app's last calls; ``status``, ``route``, ``method``, ``team`` and ``q`` pick some."""
    client = find_own_client(client_id)
    given = _given()
    teams = _teams(client)
    wanted = _wanted(given, teams)
    page = request_search.list_lines(client, wanted, after=paging.wanted())
    return render_template(
        "portal/usage/request_logs/list.html",
        client=client,
        lines=page.rows,
        team_names={team.id: team.name for team in teams},
        given=given,
        is_filtered=bool(wanted),
        is_too_old=request_search.is_too_old(paging.wanted()),
        filters=_filters(client, given, teams),
        left_out=_left_out(client),
        **paging.links(page, "portal.list_client_requests", client_id=client.client_id, **given),
    )


@bp.get("/developer/apps/<client_id>/log/<number>")
def show_client_request(client_id: str, number: str) -> ResponseReturnValue:
    """Everything that is kept of one call."""
    client = find_own_client(client_id)
    is_number = number.isascii() and number.isdecimal() and len(number) <= paging.MAX_DIGITS
    line = (request_search.find_line(client, int(number)) if is_number else None) or abort(404)
    return render_template(
        "portal/usage/request_logs/show.html",
        client=client,
        line=line,
        team=next(iter(usage_report.teams_of([line.team_id])), None),
        endpoint=usage_presenter.endpoint_label(line.endpoint),
    )


def _given() -> dict[str, str]:
    """The filters in the address, those that cannot be meant left empty."""
    given = {
        name: plain_text.squeeze(request.args.get(name, ""), 64)
        for name in ("q", "status", "method", "route", "team")
    }
    if given["status"] not in STATUSES:
        given["status"] = ""
    if given["method"] not in METHODS:
        given["method"] = ""
    return given


def _wanted(given: dict[str, str], teams: list[Team]) -> LogFilter:
    numbers = {team.slug: team.id for team in teams}
    return LogFilter(
        status=int(given["status"] or 0),
        endpoint=given["route"],
        method=given["method"],
        team_id=numbers.get(given["team"], NO_TEAM) if given["team"] else None,
        request_id=given["q"],
    )


def _teams(client: Client) -> list[Team]:
    """The teams that the log can be about."""
    return request_search.list_teams(client)


def _filters(client: Client, given: dict[str, str], teams: list[Team]) -> list[dict[str, object]]:
    """What toolbar() draws: the choices there are in this app's log."""
    endpoints = usage_report.by_endpoint(client, request_search.oldest_kept(), clock.now())
    choices = (
        ("status", _("Status"), _("Any status"), [(one, f"{one}xx") for one in STATUSES]),
        ("method", _("Method"), _("Any method"), [(one, one) for one in METHODS]),
        (
            "route",
            _("Endpoint"),
            _("Any endpoint"),
            [(name, usage_presenter.endpoint_label(name)) for name, _figures in endpoints],
        ),
        ("team", _("Team"), _("Any team"), [(team.slug, team.name) for team in teams]),
    )
    return [
        {"name": name, "label": label, "options": [("", every), *some], "selected": given[name]}
        for name, label, every, some in choices
    ]


def _left_out(client: Client) -> dict[str, str] | None:
    """How many calls of how many have no line; None when every call has one."""
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
