"""Rate limits of the API: by grant, or by network where no token worked."""

from app.api.bearer.errors import refuse_for_now
from app.callers import service_limits
from app.callers.caller_network import caller_network
from app.callers.counts import counts
from app.callers.request_limits import read_rates
from app.callers.service_limits import ServiceLimit
from app.config import settings
from app.models.values import clock


def count_request(grant_id: str | None, *, again: bool = False) -> None:
    """Count a request of this grant, or of its network; abort with 429 over the limit.

    The grant is counted, not the token: refreshing a token does not reset the limit. One that runs
    ``again`` was counted before, and is only told of the limits.
    """
    if not settings().rate_limits:
        return
    caller, now, shown = grant_id or caller_network(), clock.now(), list[ServiceLimit]()
    service_limits.show(shown)
    for rate in read_rates(settings().rate_limit_api):
        window = rate.get_expiry()
        # Windows of all callers begin at once, so that their number needs no look-up of its end.
        key = f"api/{caller}/{window}/{now // window}"
        count = counts().incr_in_batches(key, window, rate.amount, 0 if again else 1)
        left, seconds = rate.amount - count, window - now % window
        shown.append(ServiceLimit(rate.amount, window, left, seconds))
        if left < 0 and not again:
            refuse_for_now(seconds)
