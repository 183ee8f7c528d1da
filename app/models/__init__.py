"""The house: every noun of the product and every rule about it.

Importing the package makes all tables known to SQLAlchemy.
"""

import app.models.accounts.browser_session
import app.models.accounts.email_confirmation
import app.models.accounts.known_browser
import app.models.accounts.password_reset
import app.models.accounts.second_factors.challenge
import app.models.accounts.second_factors.passkey
import app.models.accounts.second_factors.pending_sign_in
import app.models.accounts.second_factors.recovery_code
import app.models.accounts.second_factors.totp_authenticator
import app.models.accounts.user
import app.models.audit.audit_seal
import app.models.audit_queries.audit_event
import app.models.calendar_files.imports.calendar_import
import app.models.calendar_files.imports.import_line
import app.models.calendar_files.imports.imported_version
import app.models.calendar_subscriptions.calendar_subscription
import app.models.calendar_subscriptions.subscribed_event
import app.models.clients.client
import app.models.clients.client_transfer
import app.models.clients.developer_teams.developer_invitation
import app.models.clients.developer_teams.developer_membership
import app.models.clients.developer_teams.developer_team
import app.models.clients.host_proof
import app.models.credentials.access_token
import app.models.credentials.authorization_code
import app.models.credentials.devices.device_authorization
import app.models.credentials.refresh_token
import app.models.credentials.secret_handover
import app.models.credentials.signing_keys.signing_key
import app.models.credentials.used_proof
import app.models.credentials.user_authentication
import app.models.events.event
import app.models.events.event_image
import app.models.events.event_tombstone
import app.models.events.pictures.picture
import app.models.feeds.feed_link
import app.models.flow_doctor.flow_failure
import app.models.grants.consent_decision
import app.models.grants.grant
import app.models.grants.owner_request
import app.models.housekeeping.logout_notice
import app.models.teams.membership
import app.models.teams.team
import app.models.teams.team_invitation
import app.models.tickets.booking_terms
import app.models.tickets.event_changes
import app.models.tickets.ticket
import app.models.tickets.ticket_invitation
import app.models.usage.idempotency_key
import app.models.usage.request_log
import app.models.usage.usage
import app.models.webhooks.grant_news
import app.models.webhooks.webhook
