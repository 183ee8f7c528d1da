"""A pooler, such as PgBouncer, that gives PostgreSQL's sessions to a client for one transaction.

What belongs to a session is then lost, or meets another client: SET, LISTEN and, unless the pooler
keeps track of them, prepared statements.
"""

from typing import Any
from weakref import WeakSet

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import Dialect

# The driver prepares a statement for good when it is run more often than this; None: never.
PREPARE_AFTER = 5
_REFUSED = "unsupported startup parameter"  # PgBouncer's words; it has no code of its own
_through_a_pooler: WeakSet[Any] = WeakSet()


def adapt_engine(engine: Engine, prepares: str = "auto") -> None:
    """Let a PostgreSQL engine connect through poolers; ``prepares`` as in the setting."""
    if engine.dialect.name != "postgresql":
        return

    def set_up(connection: Any, _record: Any) -> None:
        is_pooled = is_between(connection)
        if is_pooled:
            _through_a_pooler.add(connection)
        does_prepare = not is_pooled if prepares == "auto" else prepares == "on"
        connection.prepare_threshold = PREPARE_AFTER if does_prepare else None

    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "connect", set_up)


def is_between(connection: Any) -> bool:
    """Whether another process answers than the one that the driver reached."""
    answer = connection.pgconn.exec_(b"SELECT pg_backend_pid()")
    return bool(int(answer.get_value(0, 0) or 0) != connection.pgconn.backend_pid)


def was_between(connection: Any) -> bool:
    """Whether it was when the engine opened this connection."""
    return connection in _through_a_pooler


def _connect(dialect: Dialect, _record: Any, arguments: list[Any], options: dict[str, Any]) -> Any:
    """Connect; without our time limits where a pooler lets no client set any."""
    try:
        return dialect.connect(*arguments, **options)
    except dialect.loaded_dbapi.OperationalError as error:
        if _REFUSED not in str(error):
            raise
    options.pop("options", None)  # of the engine, for good
    return dialect.connect(*arguments, **options)
