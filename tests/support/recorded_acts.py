"""What every test of a door holds beside its own: no act on a noun without a line of the trail."""

import pytest
from flask import g, has_request_context, request
from sqlalchemy import event

from app.extensions import db
from tests.support.reading_requests import WRITE

# Tables whose changes are acts of people. The others hold what follows from acts: sessions,
# mailed links, tokens, uses.
NOUNS = {
    *("user_account", "team", "membership", "team_invitation", "client", "client_transfer"),
    *("operator_invitation", "team_handover"),
    "client_icon",
    *("developer_team", "developer_membership", "developer_invitation"),
    *("grant", "owner_request", "feed_link", "event", "picture"),
    *("calendar_subscription", "client_secret"),
    *("ticket", "booking_terms", "ticket_invitation"),
    *("grant_removal", "consent_receipt"),
    *("signing_key", "webhook"),
    *("passkey", "totp_authenticator", "recovery_code"),
}
# Endpoint and what it may write without a line, each with its reason.
QUIET = {
    # when the document of an app was read is its state; what changed by it has lines of its own
    "oauth.ask_consent": {"client"},
    "oauth.push_request": {"client"},
    # makes the developer's sandbox, which is no team of people
    "portal.start_trial": NOUNS,
    # asking again replaces the note of the request that waits
    "oauth.decide_consent": {"owner_request"},
    # when a passkey was used is its state
    "portal.check_fresh_proof": {"passkey"},
    # when a calendar was read is its state; what the reading changed has lines of its own
    "portal.refresh_calendar_subscription": {"calendar_subscription"},
}
DOORS = {"portal", "oauth", "api"}
# A reading request stores where time has moved the next dates of series: no act.
MOVED_ON = "UPDATE event SET next_starts_at="


@pytest.fixture(autouse=True)
def every_act_leaves_a_line(request):
    """Fail a request that was not refused and changed a noun without adding to the trail."""
    path = request.path.relative_to(request.config.rootpath)  # whatever the checkout is called
    if "app" not in request.fixturenames or not DOORS & set(path.parts):
        yield
        return
    app = request.getfixturevalue("app")
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note_write)
    event.listen(engine, "rollback", forget_writes)
    app.after_request_funcs.setdefault(None, []).append(check)
    yield
    event.remove(engine, "before_cursor_execute", note_write)
    event.remove(engine, "rollback", forget_writes)


def note_write(_connection, _cursor, statement, *_more):
    if statement.startswith(MOVED_ON):
        return
    if has_request_context() and (write := WRITE.match(statement)):
        g.setdefault("written", set()).add(write[1])


def forget_writes(_connection):
    if has_request_context():
        g.pop("written", None)


def check(response):
    written = g.get("written", set())
    is_act = response.status_code < 400 and written & NOUNS - QUIET.get(request.endpoint, set())
    assert not is_act or "audit_event" in written, f"{request.endpoint} wrote {written} unrecorded"
    return response
