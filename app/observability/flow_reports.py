"""Reports of refused requests, from the doors to the flow doctor."""

import calendar
from collections.abc import Callable
from email.utils import parsedate
from functools import wraps
from typing import ParamSpec

import structlog
from flask import Flask, Response, request

from app.callers import request_id
from app.models.flow_doctor import flow_failure_buffer
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, Step
from app.models.values import clock
from app.observability import metering

# Reasons that a wrong clock of the app may cause.
ABOUT_TIME = frozenset({Reason.CODE_EXPIRED, Reason.REFRESH_EXPIRED, Reason.TOKEN_EXPIRED})
CLOCKS_AGREE = 30  # seconds

P = ParamSpec("P")
log = structlog.get_logger("stagedoor")


def harmless(look: Callable[P, None]) -> Callable[P, None]:
    """Log errors of ``look`` instead of raising them: the caller gets the response anyway."""

    @wraps(look)
    def looked(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            look(*args, **kwargs)
        except Exception:
            log.exception("flow failure not noted")

    return looked


def watch(app: Flask, paths: tuple[str, ...], look: Callable[[Response], None]) -> None:
    """Call ``look`` with each 4xx response below ``paths``, also without a route."""

    def show(response: Response) -> Response:
        if 400 <= response.status_code < 500 and request.path.startswith(paths):
            look(response)
        return response

    app.after_request(show)


def report(client_id: str, step: Step, diagnosis: Diagnosis, *, proven: bool = False) -> None:
    """Report to the app's developer why the current request is refused.

    ``proven``: the app authenticated.
    """
    if step is not Step.API and not proven:
        metering.claim(client_id)
    diagnosis = _with_clock(diagnosis)
    number = request_id.current()
    flow_failure_buffer.note(client_id, step, diagnosis, proven=proven, request_id=number)


def _with_clock(diagnosis: Diagnosis) -> Diagnosis:
    off = _clock_off() if diagnosis.reason in ABOUT_TIME else 0
    if abs(off) <= CLOCKS_AGREE:
        return diagnosis
    return Diagnosis(diagnosis.reason, {**diagnosis.facts, "clock_off": off})


def _clock_off() -> int:
    """Seconds by which the caller's clock is ahead, by the request's Date header; 0 without one."""
    parsed = parsedate(request.headers.get("Date", ""))
    try:
        return calendar.timegm(parsed) - clock.now() if parsed else 0
    except (ValueError, OverflowError):
        return 0
