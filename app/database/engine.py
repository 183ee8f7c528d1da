"""SQLAlchemy's options for the configured database."""

from app.config import Settings


def engine_options(settings: Settings) -> dict[str, object]:
    """Return the keyword arguments of ``create_engine``."""
    # A failed statement is logged without its parameters (hashes, addresses).
    options: dict[str, object] = {"hide_parameters": True}
    if settings.database.startswith("sqlite"):
        return options
    return options | {
        "pool_pre_ping": True,
        "pool_size": settings.database_pool_size,
        "max_overflow": 5,
        "pool_timeout": 5,  # seconds
        "connect_args": {
            "connect_timeout": 5,
            "options": "-c statement_timeout=15000 -c lock_timeout=8000",  # milliseconds
        },
    }
