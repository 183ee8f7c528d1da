"""The house: every noun of the product and every rule about it.

Importing the package makes all tables known to SQLAlchemy.
"""

from app.models import (
    access_token,
    app_request,
    audit_event,
    authorization_code,
    browser_session,
    client,
    consent_decision,
    email_confirmation,
    event,
    event_image,
    flow_failure,
    grant,
    membership,
    password_reset,
    refresh_token,
    request_log,
    secret_handover,
    team,
    team_invitation,
    ticket,
    usage,
    user,
)

__all__ = [
    "access_token",
    "app_request",
    "audit_event",
    "authorization_code",
    "browser_session",
    "client",
    "consent_decision",
    "email_confirmation",
    "event",
    "event_image",
    "flow_failure",
    "grant",
    "membership",
    "password_reset",
    "refresh_token",
    "request_log",
    "secret_handover",
    "team",
    "team_invitation",
    "ticket",
    "usage",
    "user",
]
