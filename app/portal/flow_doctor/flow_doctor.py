"""The flow doctor: an app's refused requests, for its developer alone."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.models.flow_doctor import flow_failure_buffer, flow_failure_search
from app.models.flow_doctor.diagnosis import Step
from app.models.values import plain_text
from app.portal import paging
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.flow_doctor import failure_presenter
from app.portal.flow_doctor.failure_presenter import STEPS


@bp.get("/developer/apps/<client_id>/doctor")
def list_flow_failures(client_id: str) -> ResponseReturnValue:
    """The app's refused requests, latest first, filtered by ``step`` and ``q``, a request ID."""
    flush()
    client = find_own_client(client_id)
    step = next((step for step in Step if step.value == request.args.get("step")), None)
    request_id = plain_text.squeeze(request.args.get("q", ""), 64)
    page = flow_failure_search.list_newest(
        client, step=step, request_id=request_id, after=paging.wanted()
    )
    filters = {"client_id": client.client_id, "step": step and step.value, "q": request_id}
    return render_template(
        "portal/flow_doctor/list.html",
        client=client,
        failures=[failure_presenter.describe(failure) for failure in page.rows],
        is_empty=not page.rows and not flow_failure_search.has_any(client),
        step=step.value if step else "",
        steps=[("", _("Any step")), *((step.value, label) for step, label in STEPS.items())],
        request_id=request_id,
        **paging.links(page, "portal.list_flow_failures", **filters),
    )


def flush() -> None:
    """Write the failures that this process still buffers, so that the page shows the latest.

    Gives up the current transaction: in SQLite it could hold the lock that the write needs, and
    it would not see the new rows.
    """
    db.session.rollback()
    flow_failure_buffer.flush()
