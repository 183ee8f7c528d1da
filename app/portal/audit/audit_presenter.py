"""Describes the lines of the audit trail: what was done, by whom and to what."""

import json
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.language.texts import lazy_gettext as _
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client_status import Status


@dataclass(frozen=True)
class Wording:
    """The wording of an action in the trail, and in the history of one app or one grant."""

    trail: str
    of_client: str | None = None
    of_grant: str | None = None


WORDINGS = {
    "user.registered": Wording(_("Signed up")),
    "user.created": Wording(_("Account created by command")),
    "user.sign_up_refused": Wording(_("Sign-up refused: the address has an account")),
    "user.signed_in": Wording(_("Signed in")),
    "user.sign_in_failed": Wording(_("Sign-in failed")),
    "user.signed_out": Wording(_("Signed out")),
    "user.disabled": Wording(_("Account disabled")),
    "user.enabled": Wording(_("Account enabled")),
    "user.promoted": Wording(_("Operator role granted")),
    "user.demoted": Wording(_("Operator role removed")),
    "operator.invited": Wording(_("Invited to become an operator")),
    "operator.invitation_declined": Wording(_("Invitation to become an operator declined")),
    "operator.invitation_withdrawn": Wording(_("Invitation to become an operator withdrawn")),
    "user.unproved_ended": Wording(_("Ended what was made before the address was confirmed")),
    "user.vouched_for": Wording(_("Address confirmed by command")),
    "user.disowned": Wording(_("Account taken over by the owner of the address")),
    "user.deleted": Wording(_("Account deleted")),
    "user.second_step_failed": Wording(_("Second step of a sign-in failed")),
    "user.passkey_refused": Wording(_("Sign-in with a passkey failed")),
    "passkey.added": Wording(_("Passkey added")),
    "passkey.removed": Wording(_("Passkey removed")),
    "passkey.counter_fell": Wording(_("Passkey refused: it may have been copied")),
    "authenticator.added": Wording(_("Authenticator app set up")),
    "authenticator.removed": Wording(_("Authenticator app removed")),
    "recovery_codes.made": Wording(_("Recovery codes made")),
    "recovery_code.used": Wording(_("Recovery code used")),
    "second_factors.ended": Wording(_("Second factors ended by an operator")),
    "session.ended": Wording(_("Browser signed out")),
    "profile.changed": Wording(_("Profile changed")),
    "password.changed": Wording(_("Password changed")),
    "password.reset_asked": Wording(_("Asked for a new password")),
    "email.verified": Wording(_("E-mail address confirmed")),
    "email.change_asked": Wording(_("Asked to change the e-mail address")),
    "email.change_withdrawn": Wording(_("Kept the e-mail address")),
    "email.changed": Wording(_("E-mail address changed")),
    "team.created": Wording(_("Team created")),
    "sandbox.made": Wording(_("Sandbox made")),
    "sandbox.reset": Wording(_("Sandbox reset")),
    "sandbox.filled": Wording(_("Sandbox filled")),
    "team.changed": Wording(_("Team changed")),
    "team.app_disconnected": Wording(
        _("App disconnected from the team"), of_client=_("Disconnected from a team")
    ),
    "team.policy_changed": Wording(_("Which apps may connect to the team changed")),
    "team.personal_tokens_changed": Wording(_("Personal tokens allowed or forbidden")),
    "team.handover_offered": Wording(_("Invited to own a team")),
    "team.handover_declined": Wording(_("Invitation to own a team declined")),
    "team.handover_withdrawn": Wording(_("Invitation to own a team withdrawn")),
    "team.handed_over": Wording(_("Team handed over")),
    "team.deleted": Wording(_("Team deleted")),
    "member.added": Wording(_("Member added")),
    "member.invited": Wording(_("Member invited")),
    "member.invitation_accepted": Wording(_("Invitation accepted")),
    "member.invitation_declined": Wording(_("Invitation declined")),
    "member.invitation_withdrawn": Wording(_("Invitation withdrawn")),
    "member.role_changed": Wording(_("Role changed")),
    "member.removed": Wording(_("Member removed")),
    "event.created": Wording(_("Event added")),
    "event.changed": Wording(_("Event changed")),
    "event.cancelled": Wording(_("Event cancelled")),
    "event.deleted": Wording(_("Event deleted")),
    "event.imported": Wording(_("Calendar imported")),
    "bookings.changed": Wording(_("Terms of bookings changed")),
    "ticket.booked": Wording(_("Place booked")),
    "ticket.waiting": Wording(_("Joined a waiting list")),
    "ticket.promoted": Wording(_("Place given to the first who waited")),
    "ticket.cancelled": Wording(_("Booking cancelled")),
    "ticket.checked_in": Wording(_("Guest checked in")),
    "ticket.transfer_offered": Wording(_("Ticket offered to another person")),
    "ticket.transfer_withdrawn": Wording(_("Offer of a ticket withdrawn")),
    "ticket.accepted": Wording(_("Ticket accepted")),
    "ticket.declined": Wording(_("Ticket declined")),
    "ticket.code_renewed": Wording(_("Code of a ticket renewed")),
    "guest.added": Wording(_("Guest added")),
    "event.several_changed": Wording(_("Several events changed")),
    "event.import_undone": Wording(_("Import undone")),
    "calendar.followed": Wording(_("Subscribed to a calendar")),
    "calendar.unfollowed": Wording(_("Unsubscribed from a calendar")),
    "calendar.read": Wording(_("Subscribed calendar read")),
    "feed_link.made": Wording(
        _("Private link created"), of_grant=_("The app created a private link")
    ),
    "feed_link.replaced": Wording(_("Private link replaced")),
    "feed_link.revoked": Wording(
        _("Private link revoked"), of_grant=_("A private link was revoked")
    ),
    "developer_team.created": Wording(_("Developer team created")),
    "developer_team.renamed": Wording(_("Developer team renamed")),
    "developer_team.deleted": Wording(_("Developer team deleted")),
    "developer.added": Wording(_("Developer added to a team")),
    "developer.invited": Wording(_("Developer invited")),
    "developer.invitation_accepted": Wording(_("Invitation of a developer accepted")),
    "developer.invitation_declined": Wording(_("Invitation of a developer declined")),
    "developer.invitation_withdrawn": Wording(_("Invitation of a developer withdrawn")),
    "developer.role_changed": Wording(_("Role of a developer changed")),
    "developer.removed": Wording(_("Developer removed from a team")),
    "client.registered": Wording(_("App registered"), of_client=_("Registered")),
    "client.changed": Wording(_("App changed"), of_client=_("Changed by its developer")),
    "client.settings_changed": Wording(
        _("App's settings changed"), of_client=_("Settings changed by its developer")
    ),
    "client.standards_changed": Wording(
        _("Standards of an app changed"), of_client=_("Standards changed by its developer")
    ),
    "client.profile_changed": Wording(
        _("App's profile changed"), of_client=_("Profile changed by its developer")
    ),
    "client.secret_rotated": Wording(_("Secret rotated")),
    "client.secret_revoked": Wording(_("Secret revoked")),
    "client.deleted": Wording(_("App deleted"), of_client=_("Deleted by its developer")),
    "client.undeleted": Wording(
        _("App restored after deletion"), of_client=_("Restored by its developer")
    ),
    "client.authorizations_ended": Wording(
        _("App's permissions ended by its developer"),
        of_client=_("All permissions ended by its developer"),
    ),
    "client.transfer_offered": Wording(
        _("App offered to another developer"), of_client=_("Offered to another developer")
    ),
    "client.transfer_withdrawn": Wording(
        _("Offer to transfer an app withdrawn"), of_client=_("Offer to another developer withdrawn")
    ),
    "client.transfer_declined": Wording(
        _("Offer to transfer an app declined"), of_client=_("Offer declined")
    ),
    "client.transferred": Wording(
        _("App taken over"), of_client=_("Taken over by another developer")
    ),
    "client.host_proven": Wording(_("Host of an app proved"), of_client=_("Proved its host")),
    "client.host_proof_lost": Wording(
        _("Host of an app no longer proved"), of_client=_("Its host no longer proves it")
    ),
    "client.icon_uploaded": Wording(_("Icon of an app uploaded"), of_client=_("Icon uploaded")),
    "client.icon_removed": Wording(_("Icon of an app removed"), of_client=_("Icon removed")),
    "client.icon_refused": Wording(_("Icon of an app refused"), of_client=_("Icon refused")),
    "client.asked": Wording(_("Developer asked a question")),
    "client.answered": Wording(_("Developer answered")),
    "client.review_asked": Wording(_("Asked for another review")),
    "client.approved": Wording(_("App approved"), of_client=_("Approved")),
    "client.reviewed": Wording(_("App approved by command"), of_client=_("Approved")),
    "client.refused": Wording(_("App refused"), of_client=_("Refused")),
    "client.suspended": Wording(_("App suspended"), of_client=_("Suspended")),
    "client.restored": Wording(_("App restored"), of_client=_("Restored")),
    "consent.approved": Wording(_("App authorized")),
    "consent.denied": Wording(_("App denied")),
    "device.connected": Wording(_("Device connected"), of_grant=_("A device was connected")),
    "logout.delivered": Wording(_("App told of a sign-out"), of_client=_("Told of a sign-out")),
    "logout.not_delivered": Wording(
        _("App could not be told of a sign-out"), of_client=_("Could not be told of a sign-out")
    ),
    "owner_request.asked": Wording(_("Asked an owner to authorize an app")),
    "owner_request.denied": Wording(_("Owner declined an app")),
    "grant.opened": Wording(
        _("Sandbox opened to the API explorer"), of_grant=_("Opened by its developer")
    ),
    "grant.narrowed": Wording(
        _("Part of a permission removed"), of_grant=_("Part of the access removed")
    ),
    "grant.paused": Wording(_("Permission paused"), of_grant=_("Paused for a day")),
    "grant.resumed": Wording(_("Permission resumed"), of_grant=_("Resumed")),
    "grant.expired": Wording(_("Permission expired"), of_grant=_("Expired")),
    "webhook.added": Wording(_("Webhook added")),
    "webhook.removed": Wording(_("Webhook removed")),
    "webhook.changed": Wording(_("Types of a webhook changed")),
    "webhook.secret_rotated": Wording(_("Secret of a webhook rotated")),
    "webhook.resumed": Wording(_("Webhook resumed")),
    "webhook.tested": Wording(_("Test sent to a webhook")),
    "webhook.resent": Wording(_("Delivery of a webhook sent again")),
    "webhook.replayed": Wording(_("Changes sent to a webhook again")),
    "webhook.paused": Wording(_("Webhook paused")),
    "webhook.ended": Wording(_("Webhook ended")),
    "personal_token.created": Wording(_("Personal token created"), of_grant=_("Created")),
    "grant.revoked": Wording(_("Permission revoked"), of_grant=_("Revoked")),
    "grant.ended_by_developer": Wording(
        _("Permission ended by the app's developer"), of_grant=_("Ended by the app's developer")
    ),
    "grant.orphaned": Wording(
        _("Permission ended with a role"),
        of_grant=_("Ended, because the user who granted it lost their role"),
    ),
    "grant.adopted": Wording(_("Permission adopted"), of_grant=_("Adopted by another owner")),
    "token.issued": Wording(_("Token issued"), of_grant=_("Token issued to the app")),
    "token.revoked": Wording(
        _("Token revoked by the app"), of_grant=_("The app revoked its token")
    ),
    "authorization_code.replayed": Wording(
        _("Code used twice"),
        of_grant=_("A code was used twice; the tokens issued for it were revoked"),
    ),
    "refresh_token.reused": Wording(
        _("Old refresh token used"),
        of_grant=_("An old refresh token was used; its tokens were revoked"),
    ),
    "credential.leaked": Wording(
        _("Leaked credential reported and ended"),
        of_client=_("A leaked credential was reported and ended"),
        of_grant=_("A leaked credential was reported and ended"),
    ),
    "mail.tested": Wording(_("Test mail sent")),
    "signing_key.made": Wording(_("Signing key made")),
    "signing_keys.rotated": Wording(_("Signing keys rotated")),
    "signing_keys.withdrawn": Wording(_("Signing keys withdrawn and replaced")),
    "database.purged": Wording(_("Expired rows removed")),
    "audit.verified": Wording(_("Audit trail verified")),
}
MAX_FACT = 200  # characters shown of one fact


def describe(line: AuditEvent) -> str:
    """What was done; the action itself when it has no wording."""
    wording = WORDINGS.get(line.action)
    return str(wording.trail) if wording else line.action


def describe_for_client(line: AuditEvent) -> str:
    """What was done, in the history of one app."""
    wording = WORDINGS.get(line.action)
    return str(wording.of_client or wording.trail) if wording else line.action


def describe_for_grant(line: AuditEvent) -> str | None:
    """What was done, in the history of one grant; None for lines that are left out there."""
    wording = WORDINGS.get(line.action)
    return str(wording.of_grant) if wording and wording.of_grant else None


def kinds() -> list[tuple[str, str]]:
    """Every action with its wording."""
    return [(action, str(wording.trail)) for action, wording in WORDINGS.items()]


def facts(line: AuditEvent) -> str:
    """The line's details, such as a reason, in one string."""
    detail: dict[str, Any] = json.loads(line.detail)
    return ", ".join(f"{name}: {str(value)[:MAX_FACT]}" for name, value in detail.items())


def actor(line: AuditEvent) -> str:
    """The name of the user who did it."""
    return line.actor.name if line.actor else str(_("not signed in"))


def objects(line: AuditEvent) -> list[tuple[str, str | None]]:
    """What it is about: names, each with the URL of its page or None."""
    names: list[tuple[str, str | None]] = []
    if line.subject is not None:
        url = url_for("portal.show_person", user_id=line.subject.public_id)
        names.append((line.subject.name, url if line.subject.deleted_at is None else None))
    if line.client is not None:
        url = url_for("portal.show_any_app", client_id=line.client.client_id)
        names.append((line.client.name, url if line.client.status != Status.DELETED else None))
    if line.team is not None:
        names.append((line.team.name, None))
    return names
