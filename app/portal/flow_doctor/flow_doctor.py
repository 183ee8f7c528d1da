"""The flow doctor: what went wrong in the flows of an app, for its developer alone."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.models.flow_doctor import flow_failure_search, flow_failures
from app.models.flow_doctor.diagnosis import Step
from app.models.values import plain_text
from app.portal import paging
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.flow_doctor import failure_presenter


@bp.get("/developer/apps/<client_id>/doctor")
def list_flow_failures(client_id: str) -> ResponseReturnValue:
    """The app's refused requests, latest first; ``step`` and ``q``, a request ID, pick some."""
    catch_up()
    client = find_own_client(client_id)
    step, request_id = _wanted_step(), plain_text.squeeze(request.args.get("q", ""), 64)
    page = flow_failure_search.list_newest(
        client, step=step, request_id=request_id, after=paging.wanted()
    )
    here = {"client_id": client.client_id, "step": step and step.value, "q": request_id}
    return render_template(
        "portal/flow_doctor/list.html",
        client=client,
        failures=[failure_presenter.describe(failure) for failure in page.rows],
        is_empty=not page.rows and not flow_failure_search.has_any(client),
        step=step.value if step else "",
        steps=[("", _("Any step")), *((one.value, failure_presenter.STEPS[one]) for one in Step)],
        request_id=request_id,
        **paging.links(page, "portal.list_flow_failures", **here),
    )


def catch_up() -> None:
    """Write what this process has noted a moment ago, which is what a developer comes to see.

    The present transaction is given up first: in SQLite it could hold the lock that the writing
    needs, and it would go on reading what was there before.
    """
    db.session.rollback()
    flow_failures.flush()


def _wanted_step() -> Step | None:
    wanted = request.args.get("step", "")
    return Step(wanted) if wanted in set(Step) else None
