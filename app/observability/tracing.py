"""Traces and metrics by OpenTelemetry, switched on by its own environment variables alone.

``OTEL_EXPORTER_OTLP_ENDPOINT``, or an exporter in ``OTEL_TRACES_EXPORTER`` or
``OTEL_METRICS_EXPORTER``, switches them on; ``OTEL_SDK_DISABLED`` off again. Off they cost nothing:
the libraries are not even imported. They come with ``pip install 'stagedoor[otel]'``.
"""

import os
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

from app.config import UnsafeSettingsError

KEY = "tracing"
SWITCHES = (
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
    "OTEL_TRACES_EXPORTER",
    "OTEL_METRICS_EXPORTER",
)
DEFAULTS = {
    "OTEL_SERVICE_NAME": "stagedoor",
    # Names without the Host header, of which a stranger could make any number of metrics.
    "OTEL_SEMCONV_STABILITY_OPT_IN": "http,database",
}

Result = TypeVar("Result")


def register(app: Flask) -> None:
    """Trace the application if the environment says so; call it in the application's context.

    Raises UnsafeSettingsError when the libraries are not installed.
    """
    if not is_on():
        return
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    try:
        from app.observability import open_telemetry
    except ModuleNotFoundError as error:
        message = f"OTEL_… is set, but {error.name} is not installed: pip install 'stagedoor[otel]'"
        raise UnsafeSettingsError(message) from None
    app.extensions[KEY] = open_telemetry.instrument(app)


def is_on() -> bool:
    """Whether the environment names an exporter."""
    environment: Any = os.environ
    is_disabled = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    return not is_disabled and any(environment.get(name, "none") != "none" for name in SWITCHES)


def run_task(app: Flask, name: str, do: Callable[[], Result]) -> Result:
    """Return ``do()``; with traces on a task that returned something true has a span."""
    spans = app.extensions.get(KEY)
    if spans is None:
        return do()
    result: Result = spans.run(name, do)
    return result
