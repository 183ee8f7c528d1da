"""Removing rows that can no longer be used.

Usable rows and the audit trail are kept, and so is what detects a second use: a spent code and
the refresh tokens of a family, even of a revoked one, until the family would have expired.
"""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, literal, or_, select

from app.config import settings
from app.database.slices import Slices
from app.extensions import db
from app.models.accounts import address_collisions
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.known_browser import KnownBrowser
from app.models.accounts.password_reset import PasswordReset
from app.models.accounts.second_factors import pending_sign_in
from app.models.accounts.second_factors.challenge import Challenge
from app.models.accounts.second_factors.pending_sign_in import PendingSignIn
from app.models.accounts.second_factors.totp_authenticator import TOTPAuthenticator
from app.models.audit import audit_trail
from app.models.calendar_files.imports import calendar_import
from app.models.clients.client import Client
from app.models.clients.client_secret import ClientSecret
from app.models.clients.client_transfer import ClientTransfer
from app.models.clients.developer_teams.developer_invitation import DeveloperInvitation
from app.models.clients.host_proof import HostProof
from app.models.clients.icons.client_icon import ClientIcon
from app.models.clients.redirect_uri import RedirectURI
from app.models.clients.registrations.registration_token import RegistrationToken
from app.models.credentials.access_token import AccessToken
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.devices.device_authorization import KEPT, DeviceAuthorization
from app.models.credentials.pushed_request import PushedRequest
from app.models.credentials.refresh_token import RefreshToken
from app.models.credentials.secret_handover import SecretHandover
from app.models.credentials.signing_keys import signing_key
from app.models.credentials.token_family import TokenFamily
from app.models.credentials.used_assertion import UsedAssertion
from app.models.credentials.used_proof import UsedProof
from app.models.credentials.user_authentication import UserAuthentication
from app.models.events import event_picture, event_tombstone
from app.models.events.event_image import EventImage
from app.models.events.event_tombstone import EventTombstone
from app.models.events.pictures.picture import Picture
from app.models.feeds.feed_link import FeedLink
from app.models.flow_doctor import flow_failure
from app.models.flow_doctor.flow_failure import FlowFailure
from app.models.grants import orphaned_grants
from app.models.grants.connection_total import ConnectionTotal
from app.models.grants.consent_decision import ConsentDecision
from app.models.grants.owner_request import LIFETIME, OwnerRequest
from app.models.housekeeping import abandoned_clients, client_deletion, event_purge
from app.models.housekeeping.logout_notice import LogoutNotice
from app.models.operators.operator_invitation import OperatorInvitation
from app.models.operators.team_handover import TeamHandover
from app.models.teams.team import Team
from app.models.teams.team_invitation import TeamInvitation
from app.models.tickets.ticket import Ticket
from app.models.tickets.ticket_invitation import TicketInvitation
from app.models.usage import request_log, usage, usage_total
from app.models.usage.idempotency_key import IdempotencyKey
from app.models.usage.request_log import RequestLine
from app.models.usage.usage import UsageCounter, UsageHour
from app.models.values import clock
from app.models.webhooks.webhook import Webhook
from app.models.webhooks.webhook_cursor import WebhookCursor
from app.models.webhooks.webhook_delivery import WebhookDelivery


def purge() -> dict[str, int]:
    """Remove every expired row, and return the numbers by a description of the rows.

    Many rows take several transactions, each of a fraction of a second.

    Secrets under a former SECRET_KEY are encrypted again, so that it can be dropped.
    """
    while LogoutNotice.make_due():
        pass  # before the rows of ended sessions go
    while usage_total.add_up():
        db.session.commit()
    removed = _delete_all(Slices())
    db.session.commit()
    address_collisions.settle()
    TOTPAuthenticator.seal_all_again()
    signing_key.seal_all_again()
    Ticket.seal_all_again()
    Webhook.seal_all_again()
    audit_trail.record("database.purged", rows=sum(removed.values()))
    return removed


def _delete_all(slices: Slices) -> dict[str, int]:
    now = clock.now()
    return {
        **_purge_tokens(slices, now),
        "used DPoP proofs": slices.delete(UsedProof, UsedProof.expires_at <= now),
        "consent decisions": slices.delete(
            ConsentDecision, ConsentDecision.decided_at <= now - settings().consent_lifetime
        ),
        "links to confirm an address": slices.delete(
            EmailConfirmation, EmailConfirmation.expires_at <= now
        ),
        "pictures of events": slices.delete(EventImage, EventImage.unused(now)),
        **_purge_records_for_developers(slices, now),
        "private parts of retired signing keys": signing_key.forget_retired(),
        "secrets never collected": slices.delete(SecretHandover, SecretHandover.expires_at <= now),
        "requests to owners": slices.delete(OwnerRequest, _request_is_over(now)),
        "apps that were never authorized": abandoned_clients.delete(slices, now),
        **_purge_deleted_apps(slices),
        "offers to transfer an app": slices.delete(
            ClientTransfer, ClientTransfer.expires_at <= now
        ),
        **_purge_accounts(slices, now),
        **_purge_teams(slices, now),
    }


def _purge_tokens(slices: Slices, now: int) -> dict[str, int]:
    expired = select(TokenFamily.id).where(TokenFamily.expires_at <= now)
    of_expired = expired.where(TokenFamily.id == AuthorizationCode.family_id).exists()
    return {
        "authorization codes": slices.delete(
            AuthorizationCode,
            AuthorizationCode.expires_at <= now,
            or_(AuthorizationCode.family_id.is_(None), of_expired),
        ),
        "used client assertions": slices.delete(UsedAssertion, UsedAssertion.expires_at <= now),
        "pushed requests": slices.delete(PushedRequest, PushedRequest.expires_at <= now),
        # Kept while the refresh that issued one may be repeated.
        "access tokens": slices.delete(
            AccessToken, AccessToken.expires_at <= now - settings().refresh_reuse_seconds
        ),
        "refresh tokens": slices.delete(RefreshToken, RefreshToken.family_id.in_(expired)),
        "token families": slices.delete(
            TokenFamily, TokenFamily.expires_at <= now, *_has_no_rows()
        ),
        "sign-ins of ended connections": slices.delete_unfound(
            UserAuthentication, *_is_told_by_none()
        ),
    }


def _purge_records_for_developers(slices: Slices, now: int) -> dict[str, int]:
    of_deleted_teams = WebhookCursor.team_id.in_(
        select(Team.id).where(Team.deleted_at.is_not(None))
    )
    return {
        "places of webhooks in deleted teams": slices.delete(WebhookCursor, of_deleted_teams),
        "deliveries of webhooks": slices.delete(WebhookDelivery, WebhookDelivery.is_over()),
        "ended webhooks": slices.delete(Webhook, Webhook.is_over()),
        "hours of usage": slices.delete(UsageHour, UsageHour.hour <= now - usage.LIFETIME),
        "hours of usage by grant": slices.delete(
            UsageCounter, UsageCounter.hour <= now - usage.LIFETIME
        ),
        "lines of request logs": slices.delete(
            RequestLine, RequestLine.at <= now - request_log.LIFETIME
        ),
        "flow failures": slices.delete(
            FlowFailure, FlowFailure.last_at <= now - flow_failure.LIFETIME
        ),
    }


def _purge_accounts(slices: Slices, now: int) -> dict[str, int]:
    return {
        "device codes": slices.delete(
            DeviceAuthorization, DeviceAuthorization.expires_at <= now - KEPT
        ),
        "logout notices": slices.delete(LogoutNotice, LogoutNotice.is_over()),
        "browsers not used for a year": slices.delete(KnownBrowser, KnownBrowser.is_over()),
        "browser sessions": slices.delete(BrowserSession, _session_is_over(now)),
        "password resets": slices.delete(PasswordReset, PasswordReset.expires_at <= now),
        "challenges of passkeys": slices.delete(Challenge, Challenge.expires_at <= now),
        # Kept while their wrong codes count against the account.
        "unfinished sign-ins": slices.delete(
            PendingSignIn, PendingSignIn.created_at <= now - pending_sign_in.HOUR
        ),
    }


def _purge_deleted_apps(slices: Slices) -> dict[str, int]:
    deleted = select(Client.id).where(client_deletion.is_over())
    hooks = select(Webhook.id).where(Webhook.client_id.in_(deleted))
    return {
        "deliveries of deleted apps": slices.delete(
            WebhookDelivery, WebhookDelivery.webhook_id.in_(hooks)
        ),
        "places of webhooks of deleted apps": slices.delete(
            WebhookCursor, WebhookCursor.webhook_id.in_(hooks)
        ),
        "webhooks of deleted apps": slices.delete(Webhook, Webhook.client_id.in_(deleted)),
        "secrets of deleted apps": slices.delete(ClientSecret, ClientSecret.client_id.in_(deleted)),
        "registration tokens of deleted apps": slices.delete(
            RegistrationToken, RegistrationToken.client_id.in_(deleted)
        ),
        "icons of deleted apps": slices.delete(ClientIcon, ClientIcon.client_id.in_(deleted)),
        "addresses of deleted apps": slices.delete(RedirectURI, RedirectURI.client_id.in_(deleted)),
        "proofs of hosts of deleted apps": slices.delete(
            HostProof, HostProof.client_id.in_(deleted)
        ),
        "uses of deleted apps": slices.delete(
            ConnectionTotal, ConnectionTotal.client_id.in_(deleted)
        ),
    }


def _purge_teams(slices: Slices, now: int) -> dict[str, int]:
    return {
        "permissions that no owner adopted": orphaned_grants.expire(slices),
        "invitations": slices.delete(TeamInvitation, TeamInvitation.expires_at <= now),
        "invitations to developer teams": slices.delete(
            DeveloperInvitation, DeveloperInvitation.expires_at <= now
        ),
        "invitations to operators": slices.delete(
            OperatorInvitation, OperatorInvitation.expires_at <= now
        ),
        "invitations to own a team": slices.delete(TeamHandover, TeamHandover.expires_at <= now),
        "offers of tickets": slices.delete(TicketInvitation, TicketInvitation.expires_at <= now),
        "previews of imports": calendar_import.forget_previews(slices, now),
        "reports of imports": calendar_import.forget_reports(slices, now),
        "answers to writes": slices.delete(IdempotencyKey, IdempotencyKey.is_over()),
        "private feed links": slices.delete(FeedLink, FeedLink.is_over()),
        "tombstones of events": slices.delete(EventTombstone, event_tombstone.is_over(now)),
        "deleted events": event_purge.forget(slices, now),
        "uploaded pictures": slices.delete(Picture, event_picture.is_unused(now)),
    }


def _has_no_rows() -> Iterator[ColumnElement[bool]]:
    for noun in (AuthorizationCode, AccessToken, DeviceAuthorization):
        yield _is_none(noun.family_id == TokenFamily.id)


def _is_told_by_none() -> Iterator[ColumnElement[bool]]:
    """Whether no code and no family still has ID tokens that tell of it."""
    for noun in (AuthorizationCode, DeviceAuthorization, TokenFamily):
        yield _is_none(noun.authentication_id == UserAuthentication.id)


def _is_none(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """NOT EXISTS, which PostgreSQL looks up for each row: it would read all of a large table."""
    return select(literal(1)).where(condition).limit(1).scalar_subquery().is_(None)


def _session_is_over(now: int) -> ColumnElement[bool]:
    return or_(
        BrowserSession.ended_at.is_not(None),
        BrowserSession.last_seen_at <= now - settings().session_idle_lifetime,
        BrowserSession.created_at <= now - settings().session_lifetime,
    )


def _request_is_over(now: int) -> ColumnElement[bool]:
    # Answered requests are kept as long, because they count towards the daily limit.
    return OwnerRequest.created_at <= now - LIFETIME
