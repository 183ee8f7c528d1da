"""The house: every noun of the product and every rule about it.

Importing the package makes all tables known to SQLAlchemy.
"""

from app.models.accounts import browser_session, email_confirmation, password_reset, user
from app.models.audit import audit_event
from app.models.calendar_subscriptions import calendar_subscription, subscribed_event
from app.models.clients import client, client_transfer
from app.models.credentials import access_token, authorization_code, refresh_token, secret_handover
from app.models.events import event, event_image, event_tombstone, ticket
from app.models.feeds import feed_link
from app.models.flow_doctor import flow_failure
from app.models.grants import consent_decision, grant, owner_request
from app.models.teams import membership, team, team_invitation
from app.models.usage import idempotency_key, request_log, usage

__all__ = [
    "access_token",
    "app_request",
    "audit_event",
    "authorization_code",
    "browser_session",
    "calendar_subscription",
    "client",
    "client_transfer",
    "consent_decision",
    "email_confirmation",
    "event",
    "event_farewell",
    "event_image",
    "feed_link",
    "flow_failure",
    "grant",
    "idempotency_key",
    "membership",
    "password_reset",
    "refresh_token",
    "request_log",
    "secret_handover",
    "subscribed_event",
    "team",
    "team_invitation",
    "ticket",
    "usage",
    "user",
]
