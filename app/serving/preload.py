"""What every worker needs, loaded once before workers are forked: they share its memory.

Only modules, and what SQLAlchemy makes of their classes. Application, connections, threads and
random identities are made in each worker, after the fork.
"""

import gc
from collections.abc import Iterator
from importlib import import_module

from sqlalchemy import make_url
from sqlalchemy.orm import configure_mappers

from app.config import Settings

# By name, as granian loads "wsgi:receive": the factory is above this package.
HOUSE = ("app.start", "app.factory", "app.background.worker", "app.serving.receiver")


def load(settings: Settings) -> None:
    """Load what workers with these settings import."""
    gc.disable()  # it would scan a million objects many times
    try:
        for name in names(settings):
            import_module(name)
        make_url(settings.database).get_dialect().import_dbapi()
        configure_mappers()
    finally:
        gc.freeze()  # a collection writes to what it scans, and would end the sharing
        gc.enable()


def names(settings: Settings) -> Iterator[str]:
    """The modules, by their full names."""
    yield from HOUSE
    if settings.redis_url:
        yield "app.callers.shared_counts"
