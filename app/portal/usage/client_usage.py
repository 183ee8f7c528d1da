"""How an app is used: charts and tables for its developer, and the same as a file."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.models.clients.client import Client
from app.models.usage import usage_report
from app.models.values.timestamps import rfc3339
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.usage import usage_presenter, usage_range
from app.portal.usage.usage_range import Range
from app.web.csv_files import csv_file

MAX_ENDPOINTS = 50  # rows of a table
MAX_TEAMS = 50


@bp.get("/developer/apps/<client_id>/usage")
def show_client_usage(client_id: str) -> ResponseReturnValue:
    """Requests, failures and times of ``range``, by endpoint, team and status."""
    client, wanted = find_own_client(client_id), usage_range.wanted()
    return render_template(
        "portal/usage/client_usage/show.html",
        client=client,
        usage=usage_presenter.describe(client, wanted, "portal.show_client_usage"),
        limits=usage_presenter.limits(),
        **_tables(client, wanted),
    )


@bp.get("/developer/apps/<client_id>/usage.csv")
def download_client_usage(client_id: str) -> Response:
    """The counters behind the page: a row an hour, endpoint, team and status."""
    client, wanted = find_own_client(client_id), usage_range.wanted()
    head = (
        _("Hour (UTC)"),
        _("Endpoint"),
        _("Team"),
        _("Status"),
        _("Requests"),
        _("Milliseconds"),
    )
    rows = (
        (
            rfc3339(hour),
            usage_presenter.endpoint_label(endpoint),
            team,
            status,
            requests,
            milliseconds,
        )
        for hour, endpoint, team, status, requests, milliseconds in usage_report.list_rows(
            client, wanted.since, wanted.until
        )
    )
    return csv_file(f"usage-{client.client_id}-{wanted.name}", head, rows)


def _tables(client: Client, wanted: Range) -> dict[str, object]:
    here = client, wanted.since, wanted.until
    return {
        "endpoints": [
            (usage_presenter.endpoint_label(endpoint), endpoint, figures)
            for endpoint, figures in usage_report.by_endpoint(*here)[:MAX_ENDPOINTS]
        ],
        "teams": usage_report.by_team(*here)[:MAX_TEAMS],
        "statuses": usage_report.by_status(*here),
    }
