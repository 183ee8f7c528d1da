"""The house: every noun of the product and every rule about it.

Importing the package makes all tables known to SQLAlchemy.
"""

from app.models import (
    access_token,
    audit_event,
    authorization_code,
    browser_session,
    client,
    consent_decision,
    event,
    grant,
    membership,
    password_reset,
    refresh_token,
    secret_handover,
    request_log,
    team,
    team_invitation,
    ticket,
    user,
    usage,
)

__all__ = [
    "access_token",
    "audit_event",
    "authorization_code",
    "browser_session",
    "client",
    "consent_decision",
    "event",
    "grant",
    "membership",
    "password_reset",
    "refresh_token",
    "secret_handover",
    "team",
    "request_log",
    "team_invitation",
    "ticket",
    "user",
]
    "usage",
