"""Stagedoor: developer portal, OAuth 2.0 authorization server and event-feed API."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.config import Settings, read_settings

if TYPE_CHECKING:
    from flask import Flask


def create_app(settings: Settings | None = None) -> Flask:
    """The application for ``settings``, or for those of the environment.

    Raises UnsafeSettingsError, naming the setting, when production would start unsafely.
    """
    settings = settings or read_settings()
    settings.refuse_unsafe_start()
    with _loading():
        # Only now, so that a start is refused before a second goes into loading everything.
        from app.factory import build_app

        return build_app(settings)


@contextmanager
def _loading() -> Iterator[None]:
    """Keep the garbage collector from what a process's first application loads, for good.

    It would go through a million objects many times over, and all of them stay.
    """
    if "app.factory" in sys.modules or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
