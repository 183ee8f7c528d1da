"""An app's usage for its developer: charts and tables, and the counters as a CSV file."""

from functools import partial

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from app.language.texts import gettext as _
from app.models.clients.client import Client
from app.models.usage import usage_report
from app.models.values.timestamps import rfc3339
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.usage import usage_presenter, usage_range
from app.portal.usage.usage_range import Range
from app.web.caching import replica_reads
from app.web.csv_files import csv_file

MAX_ROWS = 50  # of a table


@bp.get("/developer/apps/<client_id>/usage")
def show_client_usage(client_id: str) -> ResponseReturnValue:
    """Requests, failures and durations of ``range``, by endpoint, team and status."""
    client, period = find_own_client(client_id), usage_range.read()
    return render_template(
        "portal/usage/client_usage/show.html",
        client=client,
        limits=usage_presenter.limits(),
        **replica_reads.read(partial(_charts, client, period)),
    )


@bp.get("/developer/apps/<client_id>/usage.csv")
def download_client_usage(client_id: str) -> Response:
    """The counters of ``range``: a row for each hour, endpoint, team and status."""
    client, period = find_own_client(client_id), usage_range.read()
    head = (
        _("Hour (UTC)"),
        _("Endpoint"),
        _("Team"),
        _("Status"),
        _("Requests"),
        _("Milliseconds"),
    )
    rows = (
        (rfc3339(hour), usage_presenter.endpoint_label(endpoint), *counts)
        for hour, endpoint, *counts in usage_report.list_rows(client, period.since, period.until)
    )
    return csv_file(f"usage-{client.client_id}-{period.name}", head, rows)


def _charts(client: Client, period: Range) -> dict[str, object]:
    scope = client, period.since, period.until
    return {
        "usage": usage_presenter.describe(client, period, "portal.show_client_usage"),
        "endpoints": [
            (usage_presenter.endpoint_label(endpoint), endpoint, figures)
            for endpoint, figures in usage_report.by_endpoint(*scope)[:MAX_ROWS]
        ],
        "teams": usage_report.by_team(*scope)[:MAX_ROWS],
        "statuses": usage_report.by_status(*scope),
    }
