"""/metrics for Prometheus, if METRICS is set: for callers on this machine or with METRICS_TOKEN.

The totals are of all processes, from the database, as of the last flush (``FLUSH_INTERVAL``).
Only metrics that begin with ``process_`` are of the process that answers.
"""

import hmac
import resource
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from app.callers.caller_network import find_caller
from app.config import settings
from app.database.postgresql import replica
from app.models.audit_queries import recent_acts
from app.models.usage import usage_total
from app.models.usage.usage import BOUNDS
from app.models.webhooks import webhook_queue
from app.version import VERSION

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
STARTED = "started_at"  # in the app's extensions; modules are loaded before the process is forked
bp = Blueprint("metrics", __name__)


def register(app: Flask) -> None:
    """Add the route, which has no rate limit."""
    app.extensions[STARTED] = time.time()
    app.register_blueprint(bp)


@bp.get("/metrics")
def show_metrics() -> ResponseReturnValue:
    """The metrics in Prometheus' text format; 404 for others."""
    if not settings().metrics or not _is_allowed():
        abort(404)
    lines = (*_build(), *_calls(), *_durations(), *_acts(), *_webhooks(), *_replica(), *_process())
    return Response("\n".join([*lines, ""]), content_type=CONTENT_TYPE)


def _is_allowed() -> bool:
    credentials = request.authorization
    if credentials is not None and credentials.type == "bearer":
        token = settings().metrics_token
        return bool(token) and hmac.compare_digest(
            (credentials.token or "").encode(), token.encode()
        )
    return find_caller().is_this_machine


def _build() -> Iterator[str]:
    name = "stagedoor_build_info"
    yield from _head(name, "gauge", "The version that the answering process runs.")
    yield f'{name}{{version="{VERSION}"}} 1'


def _calls() -> Iterator[str]:
    name = "stagedoor_requests_total"
    yield from _head(name, "counter", "API and token requests of known apps.")
    for endpoint, status, _milliseconds, took in usage_total.read():
        yield f'{name}{{endpoint="{endpoint}",status="{status}"}} {sum(took)}'


def _durations() -> Iterator[str]:
    name = "stagedoor_request_duration_seconds"
    yield from _head(name, "histogram", "Duration of these requests.")
    by_endpoint: dict[str, tuple[int, list[int]]] = {}
    for endpoint, _status, milliseconds, took in usage_total.read():
        totals = by_endpoint.get(endpoint, (0, [0] * len(took)))
        sums = [a + b for a, b in zip(totals[1], took, strict=True)]
        by_endpoint[endpoint] = totals[0] + milliseconds, sums
    for endpoint, (milliseconds, sums) in by_endpoint.items():
        label, bounds = f'endpoint="{endpoint}"', [*(b / 1000 for b in BOUNDS), "+Inf"]
        for number, bound in enumerate(bounds, start=1):
            yield f'{name}_bucket{{{label},le="{bound}"}} {sum(sums[:number])}'
        yield f"{name}_sum{{{label}}} {milliseconds / 1000}"
        yield f"{name}_count{{{label}}} {sum(sums)}"


def _acts() -> Iterator[str]:
    name = "stagedoor_acts_last_hour"
    yield from _head(name, "gauge", "Acts of the audit trail in the last hour.")
    for action, number in recent_acts.count().items():
        yield f'{name}{{action="{action}"}} {number}'


def _webhooks() -> Iterator[str]:
    name = "stagedoor_webhook_queue_age_seconds"
    yield from _head(name, "gauge", "Longest time that a webhook waits for a worker.")
    yield f"{name} {webhook_queue.age()}"


def _replica() -> Iterator[str]:
    source = replica.find()
    if source is None:
        return
    name = "stagedoor_replica_lag_seconds"
    yield from _head(name, "gauge", "At most how old the data of the replica are.")
    yield f"{name} {str(round(source.lag, 3)).replace('inf', '+Inf')}"
    name = "process_replica_answers_total"
    yield from _head(name, "counter", "Answers that may come from the replica.")
    for by in ("replica", "primary"):
        yield f'{name}{{by="{by}"}} {source.answers[by]}'


def _process() -> Iterable[str]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    started_at = current_app.extensions[STARTED]
    values = (
        ("process_start_time_seconds", "gauge", "Start time.", f"{started_at:.3f}"),
        ("process_cpu_seconds_total", "counter", "CPU time.", used.ru_utime + used.ru_stime),
        ("process_resident_memory_bytes", "gauge", "Resident memory.", _resident_memory()),
    )
    for name, kind, description, value in values:
        yield from _head(name, kind, description)
        yield f"{name} {value}"


def _resident_memory() -> int:
    """Bytes; the maximum so far on systems without /proc."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _head(name: str, kind: str, description: str) -> tuple[str, str]:
    return f"# HELP {name} {description}", f"# TYPE {name} {kind}"
