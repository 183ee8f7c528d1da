"""Roles in a developer team, and what each may do to the apps of the team.

One table for pages, doors and documentation. A person who owns an app alone may do
everything.
"""

from collections.abc import Mapping
from enum import StrEnum


class Act(StrEnum):
    """What can be done to an app, or to the team that owns it."""

    VIEW = "view"  # its pages: settings, usage, requests, but no secret
    CHANGE = "change"  # register apps, change them, try them, answer operators
    SECRETS = "secrets"  # make and revoke secrets
    HEAR = "hear"  # get the mails about an app
    DISPOSE = "dispose"  # end all permissions of an app, transfer, delete or restore it
    MANAGE = "manage"  # the team: people, name, deletion


class DeveloperRole(StrEnum):
    """Admins manage people and give apps away; developers do all technical work; viewers read."""

    ADMIN = "admin"
    DEVELOPER = "developer"
    VIEWER = "viewer"


EVERYTHING = frozenset(Act)
NOTHING: frozenset[Act] = frozenset()
PERMISSIONS: Mapping[DeveloperRole, frozenset[Act]] = {
    DeveloperRole.ADMIN: EVERYTHING,
    DeveloperRole.DEVELOPER: frozenset({Act.VIEW, Act.CHANGE, Act.SECRETS, Act.HEAR}),
    DeveloperRole.VIEWER: frozenset({Act.VIEW}),
}


def roles_with(act: Act) -> list[DeveloperRole]:
    """The roles that may do it."""
    return [role for role, acts in PERMISSIONS.items() if act in acts]
