"""Door 1: the pages for developers, organizers and operators."""

from flask import Flask

from app.portal import home, inbox
from app.portal.access import current_user, fresh_password
from app.portal.accounts import (
    accounts,
    deletion,
    email_change,
    email_verification,
    password_resets,
    sessions,
)
from app.portal.audit import activity, audit
from app.portal.blueprint import bp
from app.portal.calendar_subscriptions import calendar_subscriptions, missing_events, removal
from app.portal.clients import (
    client_nav,
    clients,
    edits,
    endings,
    manifests,
    redirect_uris,
    review_answers,
    scopes,
    secrets,
    settings,
    transfers,
)
from app.portal.docs import connect_buttons, docs
from app.portal.events import (
    dates,
    events,
    imports,
    public_events,
    public_teams,
)
from app.portal.events import (
    edits as event_edits,
)
from app.portal.feeds import feed_links, team_feeds
from app.portal.flow_doctor import flow_doctor
from app.portal.grants import connected_apps, owner_requests, team_apps
from app.portal.operators import apps, health, people, reviews
from app.portal.operators import teams as admin_teams
from app.portal.teams import deletion as team_deletions
from app.portal.teams import invitations, members, teams
from app.portal.teams.team_slug import SlugConverter, TeamSlugConverter
from app.portal.trials import trials
from app.portal.usage import client_usage, request_logs

__all__ = [
    "account_deletions",
    "accounts",
    "activity",
    "admin_apps",
    "admin_health",
    "admin_people",
    "admin_teams",
    "app_requests",
    "app_reviews",
    "audit",
    "authorized_apps",
    "calendar_missing",
    "calendar_removals",
    "calendars",
    "client_addresses",
    "client_changes",
    "client_endings",
    "client_manifests",
    "client_nav",
    "client_scopes",
    "client_secrets",
    "client_settings",
    "client_transfers",
    "client_usage",
    "clients",
    "connect_buttons",
    "current_user",
    "docs",
    "email_change",
    "email_verification",
    "event_dates",
    "event_edits",
    "event_imports",
    "events",
    "feed_links",
    "flow_doctor",
    "fresh_password",
    "home",
    "inbox",
    "members",
    "password_resets",
    "public_events",
    "public_teams",
    "register",
    "request_logs",
    "review_answers",
    "sessions",
    "team_apps",
    "team_deletions",
    "team_feeds",
    "team_invitations",
    "teams",
    "trials",
]


def register(app: Flask) -> None:
    """Add the portal's pages."""
    app.url_map.converters.update(slug=SlugConverter, team=TeamSlugConverter)
    app.register_blueprint(bp)
