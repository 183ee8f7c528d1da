"""SQLAlchemy's options for the configured database."""

from app.config import Settings


def engine_options(settings: Settings, url: str = "") -> dict[str, object]:
    """Return the keyword arguments of ``create_engine``, by default for the primary."""
    # A failed statement is logged without its parameters (hashes, addresses).
    options: dict[str, object] = {"hide_parameters": True}
    if (url or settings.database).startswith("sqlite"):
        return options
    return options | {
        "pool_pre_ping": True,
        "pool_size": settings.database_pool_size,
        "max_overflow": 5,
        "pool_timeout": 5,  # seconds
        "connect_args": {
            "connect_timeout": 4,  # seconds
            # An answer that is not even acknowledged is given up; app/database/pulse.py ends what
            # is acknowledged by something in between and goes no further.
            "tcp_user_timeout": 4000,  # milliseconds
            "keepalives_idle": 30,  # seconds
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "options": "-c statement_timeout=15000 -c lock_timeout=8000",  # milliseconds
        },
    }
