"""An app's request log, for its developer."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.language.texts import gettext as _
from app.models.clients.client import Client
from app.models.flow_doctor import flow_failure_search
from app.models.usage import request_log, request_search, usage_report
from app.models.usage.request_log import RequestLine
from app.models.usage.usage import HOUR
from app.models.values import clock
from app.models.values.timestamps import rfc3339
from app.portal import paging
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.flow_doctor import failure_presenter
from app.portal.usage import log_filters, usage_presenter
from app.web.csv_files import csv_file

MAX_CSV = 10_000  # rows
LIVE = "1"  # of the parameter with which a script renews the table


@bp.get("/developer/apps/<client_id>/log")
def list_client_requests(client_id: str) -> ResponseReturnValue:
    """The app's calls, latest first; each value in the query is a filter."""
    client = find_own_client(client_id)
    teams = request_search.list_teams(client)
    values = log_filters.read()
    log_filter = log_filters.of(values, teams)
    page = request_search.list_lines(client, log_filter, after=paging.wanted())
    address: dict[str, Any] = {"client_id": client.client_id}
    address |= {name: value for name, value in values.items() if value}
    is_live = request.args.get("live") == LIVE and paging.wanted() is None
    return render_template(
        "portal/usage/request_logs/list.html",
        client=client,
        lines=page.rows,
        reasons=_reasons(client, page.rows),
        team_names={team.id: team.name for team in teams},
        request_id=values["q"],
        is_filtered=bool(log_filter),
        is_too_old=request_search.is_too_old(paging.wanted()),
        path=values["path"],
        filters=log_filters.choices(client, values, teams),
        is_live=is_live,
        live_url=url_for("portal.list_client_requests", **address, live=None if is_live else LIVE),
        csv_url=url_for("portal.download_client_requests", **address),
        unlisted=_unlisted(client),
        **paging.links(page, "portal.list_client_requests", client_id=client.client_id, **values),
    )


@bp.get("/developer/apps/<client_id>/log.csv")
def download_client_requests(client_id: str) -> Response:
    """The lines that the filters leave, latest first; MAX_CSV at most."""
    client = find_own_client(client_id)
    teams = request_search.list_teams(client)
    log_filter = log_filters.of(log_filters.read(), teams)
    names = {team.id: team.name for team in teams}
    head = (
        *(_("Time (UTC)"), _("Status"), _("Method"), _("Path"), _("Query"), _("Team")),
        *(_("Milliseconds"), _("Error"), _("Description"), _("Request ID")),
    )
    lines = paging.all_rows(
        lambda after: request_search.list_lines(client, log_filter, after=after, limit=500)
    )
    rows = (
        (
            *(rfc3339(line.at), line.status, line.method, line.path, line.query),
            *(names.get(line.team_id, ""), line.milliseconds, line.error, line.description),
            line.request_id,
        )
        for line in islice(lines, MAX_CSV)
    )
    return csv_file(f"requests-{client.client_id}", head, rows)


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
