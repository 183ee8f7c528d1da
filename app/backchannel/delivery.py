"""Sends logout tokens to clients (OpenID Connect Back-Channel Logout 1.0 section 2.5)."""

from urllib.parse import urlencode

from app.extensions import db
from app.models.housekeeping import logout_token
from app.models.housekeeping.logout_notice import LogoutNotice
from app.outbound.fetch import Outbound, OutboundError

SECONDS = 5.0  # for one client
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TAKEN = frozenset({200, 204})
REFUSED = 400  # the client read the token, and would refuse the same one again (section 2.8)


def deliver_first(outbound: Outbound) -> bool:
    """Tell one client that is due to be told, and commit; False when there is none."""
    notice = LogoutNotice.claim_first()
    if notice is None:
        db.session.rollback()
        return False
    uri, token = notice.client.backchannel_logout_uri, None
    if uri and notice.client.is_usable:
        token = logout_token.issue(notice)
    db.session.commit()  # nothing is locked while the client answers
    if uri is None or token is None:
        notice.record_failure("gone", is_final=True)
    else:
        _send(notice, uri, token, outbound)
    db.session.commit()
    return True


def _send(notice: LogoutNotice, uri: str, token: str, outbound: Outbound) -> None:
    body = urlencode({"logout_token": token}).encode()
    try:
        status = outbound.post(uri, body, FORM, seconds=SECONDS).status
    except OutboundError as error:
        notice.record_failure(error.reason)
        return
    if status in TAKEN:
        notice.record_delivery()
    else:
        notice.record_failure(str(status), is_final=status == REFUSED)
