"""Door 1: the pages for developers, organizers and operators."""

from flask import Flask

import app.portal.access.fresh_proof
import app.portal.access.path_keys
import app.portal.access.stale_forms
import app.portal.accounts.accounts
import app.portal.accounts.deletion
import app.portal.accounts.email_change
import app.portal.accounts.email_verification
import app.portal.accounts.new_browsers
import app.portal.accounts.password_resets
import app.portal.accounts.recovery_codes
import app.portal.accounts.second_step
import app.portal.accounts.security
import app.portal.accounts.sessions
import app.portal.accounts.totp_authenticators
import app.portal.audit.activity
import app.portal.audit.audit
import app.portal.calendar_subscriptions.calendar_subscriptions
import app.portal.calendar_subscriptions.missing_events
import app.portal.calendar_subscriptions.removal
import app.portal.clients.clients
import app.portal.clients.developer_teams.developer_teams
import app.portal.clients.developer_teams.developers
import app.portal.clients.edits
import app.portal.clients.endings
import app.portal.clients.host_proofs
import app.portal.clients.icons.icon_files
import app.portal.clients.icons.icons
import app.portal.clients.manifests
import app.portal.clients.redirect_uris
import app.portal.clients.review_answers
import app.portal.clients.scopes
import app.portal.clients.secrets
import app.portal.clients.settings
import app.portal.clients.standards
import app.portal.clients.transfers
import app.portal.clients.webhooks.deliveries
import app.portal.clients.webhooks.signature_checks
import app.portal.clients.webhooks.webhooks
import app.portal.docs.changelog.changelog
import app.portal.docs.connect_buttons
import app.portal.docs.crawlers
import app.portal.docs.docs
import app.portal.docs.explorer.explorer
import app.portal.docs.policies.policies
import app.portal.docs.security_txt
import app.portal.docs.status.status
import app.portal.events.bulk_acts
import app.portal.events.dates
import app.portal.events.edits
import app.portal.events.events
import app.portal.events.imports
import app.portal.events.pictures.picture_files
import app.portal.events.public_embeds
import app.portal.events.public_events
import app.portal.events.public_teams
import app.portal.feeds.feed_links
import app.portal.feeds.own_feed_links
import app.portal.feeds.team_feeds
import app.portal.flow_doctor.flow_doctor
import app.portal.forms.zone_list
import app.portal.grants.adoption
import app.portal.grants.connected_apps
import app.portal.grants.grant_powers
import app.portal.grants.owner_requests
import app.portal.grants.personal_tokens.tokens
import app.portal.grants.receipts
import app.portal.grants.team_app
import app.portal.grants.team_apps
import app.portal.home.home
import app.portal.home.inbox
import app.portal.navigation
import app.portal.operators.apps
import app.portal.operators.health
import app.portal.operators.operator_role
import app.portal.operators.people
import app.portal.operators.person_factors
import app.portal.operators.reviews
import app.portal.operators.team_handovers
import app.portal.operators.teams
import app.portal.teams.deletion
import app.portal.teams.invitations
import app.portal.teams.members
import app.portal.teams.membership_mails
import app.portal.teams.teams
import app.portal.teams.token_policy
import app.portal.tickets.bookings
import app.portal.tickets.check_in
import app.portal.tickets.guests
import app.portal.tickets.tickets
import app.portal.trials.sandboxes
import app.portal.trials.trials
import app.portal.usage.client_usage
import app.portal.usage.request_logs
from app.portal.access.client_converter import ClientIDConverter
from app.portal.blueprint import bp
from app.portal.teams.team_slug import SlugConverter, TeamSlugConverter


def register(app: Flask) -> None:
    """Add the portal's pages."""
    app.url_map.converters.update(
        slug=SlugConverter,
        team=TeamSlugConverter,
        client=ClientIDConverter,
    )
    app.register_blueprint(bp)
