"""The audit trail in words: what each kind of line says, and about whom or what."""

import json
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client_status import Status

WORDS = {
    "user.registered": lazy_gettext("Signed up"),
    "user.created": lazy_gettext("Account made by command"),
    "user.sign_up_refused": lazy_gettext("Sign-up refused: the address has an account"),
    "user.signed_in": lazy_gettext("Signed in"),
    "user.sign_in_failed": lazy_gettext("Sign-in failed"),
    "user.signed_out": lazy_gettext("Signed out"),
    "user.disabled": lazy_gettext("Account disabled"),
    "user.enabled": lazy_gettext("Account enabled"),
    "user.promoted": lazy_gettext("Made an operator"),
    "user.demoted": lazy_gettext("No operator any more"),
    "user.deleted": lazy_gettext("Account deleted"),
    "session.ended": lazy_gettext("Browser signed out"),
    "profile.changed": lazy_gettext("Profile changed"),
    "password.changed": lazy_gettext("Password changed"),
    "password.reset_asked": lazy_gettext("Asked for a new password"),
    "email.verified": lazy_gettext("E-mail address confirmed"),
    "email.change_asked": lazy_gettext("Asked to change the e-mail address"),
    "email.change_withdrawn": lazy_gettext("Kept the e-mail address"),
    "email.changed": lazy_gettext("E-mail address changed"),
    "team.created": lazy_gettext("Team made"),
    "team.changed": lazy_gettext("Team changed"),
    "team.deleted": lazy_gettext("Team deleted"),
    "member.added": lazy_gettext("Member added"),
    "member.invited": lazy_gettext("Member invited"),
    "member.invitation_withdrawn": lazy_gettext("Invitation withdrawn"),
    "member.role_changed": lazy_gettext("Role changed"),
    "member.removed": lazy_gettext("Member removed"),
    "event.created": lazy_gettext("Event added"),
    "event.changed": lazy_gettext("Event changed"),
    "event.cancelled": lazy_gettext("Event cancelled"),
    "event.deleted": lazy_gettext("Event deleted"),
    "event.imported": lazy_gettext("Calendar imported"),
    "calendar.followed": lazy_gettext("Calendar elsewhere followed"),
    "calendar.unfollowed": lazy_gettext("Calendar elsewhere followed no more"),
    "calendar.read": lazy_gettext("Followed calendar read"),
    "feed_link.made": lazy_gettext("Private link made"),
    "feed_link.replaced": lazy_gettext("Private link replaced"),
    "feed_link.revoked": lazy_gettext("Private link revoked"),
    "client.registered": lazy_gettext("App registered"),
    "client.changed": lazy_gettext("App changed"),
    "client.settings_changed": lazy_gettext("App's settings changed"),
    "client.profile_changed": lazy_gettext("App's way of working changed"),
    "client.secret_rotated": lazy_gettext("Secret rotated"),
    "client.secret_revoked": lazy_gettext("Secret revoked"),
    "client.deleted": lazy_gettext("App deleted"),
    "client.undeleted": lazy_gettext("App brought back"),
    "client.authorizations_ended": lazy_gettext("App's permissions ended by its developer"),
    "client.transfer_offered": lazy_gettext("App offered to another developer"),
    "client.transfer_withdrawn": lazy_gettext("Offer of an app withdrawn"),
    "client.transferred": lazy_gettext("App taken over"),
    "client.asked": lazy_gettext("Developer asked a question"),
    "client.answered": lazy_gettext("Developer answered"),
    "client.review_asked": lazy_gettext("Asked for another review"),
    "client.approved": lazy_gettext("App approved"),
    "client.reviewed": lazy_gettext("App approved by command"),
    "client.refused": lazy_gettext("App refused"),
    "client.suspended": lazy_gettext("App suspended"),
    "client.restored": lazy_gettext("App restored"),
    "consent.approved": lazy_gettext("App allowed"),
    "consent.denied": lazy_gettext("App denied"),
    "owner_request.asked": lazy_gettext("Asked an owner to allow an app"),
    "owner_request.denied": lazy_gettext("Owner declined an app"),
    "grant.revoked": lazy_gettext("Permission revoked"),
    "grant.ended_by_developer": lazy_gettext("Permission ended by the app's developer"),
    "grant.orphaned": lazy_gettext("Permission ended with a role"),
    "token.issued": lazy_gettext("Token issued"),
    "token.revoked": lazy_gettext("Token given back"),
    "authorization_code.replayed": lazy_gettext("Code used twice"),
    "refresh_token.reused": lazy_gettext("Old refresh token used"),
    "mail.tested": lazy_gettext("Test mail sent"),
    "database.purged": lazy_gettext("Expired rows removed"),
}
MAX_FACT = 200  # characters shown of one fact


def describe(line: AuditEvent) -> str:
    """What was done, in words; a kind that has none stands as it is."""
    return str(WORDS.get(line.action, line.action))


def facts(line: AuditEvent) -> str:
    """The line's plain facts, such as a reason, in one string."""
    detail: dict[str, Any] = json.loads(line.detail)
    return ", ".join(f"{name}: {str(value)[:MAX_FACT]}" for name, value in detail.items())


def actor(line: AuditEvent) -> str:
    """Who did it."""
    return line.actor.name if line.actor else _("nobody signed in")


def objects(line: AuditEvent) -> list[tuple[str, str | None]]:
    """What it is about, as names with the address that shows more."""
    found: list[tuple[str, str | None]] = []
    if line.subject is not None:
        url = url_for("portal.show_person", user_id=line.subject.public_id)
        found.append((line.subject.name, url if line.subject.deleted_at is None else None))
    if line.client is not None:
        url = url_for("portal.show_any_app", client_id=line.client.client_id)
        found.append((line.client.name, url if line.client.status != Status.DELETED else None))
    if line.team is not None:
        found.append((line.team.name, None))
    return found
