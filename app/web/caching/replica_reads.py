"""Views that a read replica may answer: what is public, and what is counted.

Only what may be some seconds old, for callers who have not just changed it: neither decisions
about tokens, members, consent or limits, nor lists that a mirror walks, nor requests that write.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar, cast

from flask import session
from werkzeug.exceptions import NotFound

from app.database.postgresql import replica
from app.web.signed_in import visitor

Answer = TypeVar("Answer")
View = TypeVar("View", bound=Callable[..., Any])


def read(answer: Callable[[], Answer]) -> Answer:
    """Return ``answer()``, which only reads and may be repeated, from the replica if there is one.

    What is not there yet is looked for on the primary.
    """
    source = replica.find()
    return answer() if source is None else source.read(answer, NotFound)


def for_strangers(view: View) -> View:
    """Answer visitors from the replica, but not those who are signed in or have just acted."""

    @wraps(view)
    def answer(**values: Any) -> Any:
        if replica.find() is None or visitor().is_authenticated or "_flashes" in session:
            return view(**values)
        return read(partial(view, **values))

    return cast("View", answer)
