"""Door 1: the pages for developers, organizers and operators."""

from flask import Flask

from app.portal import (
    accounts,
    admin_apps,
    app_reviews,
    authorized_apps,
    client_addresses,
    client_changes,
    client_manifests,
    client_nav,
    client_scopes,
    client_secrets,
    client_settings,
    clients,
    connect_buttons,
    current_user,
    docs,
    event_edits,
    event_imports,
    events,
    fresh_password,
    home,
    inbox,
    members,
    password_resets,
    public_events,
    sessions,
    team_apps,
    team_invitations,
    teams,
)
from app.portal.blueprint import bp
from app.portal.team_slug import SlugConverter, TeamSlugConverter

__all__ = [
    "accounts",
    "admin_apps",
    "app_reviews",
    "authorized_apps",
    "client_addresses",
    "client_changes",
    "client_manifests",
    "client_nav",
    "client_scopes",
    "client_secrets",
    "client_settings",
    "clients",
    "connect_buttons",
    "current_user",
    "docs",
    "event_edits",
    "event_imports",
    "events",
    "fresh_password",
    "home",
    "inbox",
    "members",
    "password_resets",
    "public_events",
    "register",
    "sessions",
    "team_apps",
    "team_invitations",
    "teams",
]


def register(app: Flask) -> None:
    """Add the portal's pages."""
    app.url_map.converters.update(slug=SlugConverter, team=TeamSlugConverter)
    app.register_blueprint(bp)
