"""How often the API may be asked: by grant, or by address where no token worked."""

from flask import current_app, g
from flask_limiter.util import get_remote_address

from app.extensions import limiter


def _limit() -> str:
    return str(current_app.config["SETTINGS"].rate_limit_api)


def _caller() -> str:
    return str(g.get("api_caller") or get_remote_address())


@limiter.shared_limit(_limit, scope="api", key_func=_caller)
def count_request() -> None:
    """Count the present request; answers 429 when its caller has made too many.

    The caller is the grant in ``g.api_caller``: refreshing a token gives no fresh allowance.
    """
