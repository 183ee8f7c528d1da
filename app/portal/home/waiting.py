"""What waits for the signed-in person: requests, questions, offers, and reviews for operators."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flask import url_for

from app.language.texts import gettext as _
from app.language.texts import ngettext
from app.models.accounts import invitation
from app.models.accounts.invitation import Kind
from app.models.accounts.user import User
from app.models.calendar_files.imports.calendar_import import Import
from app.models.clients import review_queue
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.clients.client_transfer import ClientTransfer
from app.models.clients.developer_teams.developer_invitation import DeveloperInvitation
from app.models.grants import orphaned_grants
from app.models.grants.owner_request import OwnerRequest
from app.models.operators.operator_invitation import OperatorInvitation
from app.models.operators.team_handover import TeamHandover
from app.models.teams.membership import Membership
from app.models.teams.team_invitation import TeamInvitation
from app.portal.home.line import Line

# What each kind offers, from its invitation.
INVITATIONS: Mapping[Kind, Callable[[Any], str]] = {
    TeamInvitation: lambda offer: _("You are invited to join %(team)s", team=offer.team.name),
    DeveloperInvitation: lambda offer: _("You are invited to join %(team)s", team=offer.team.name),
    TeamHandover: lambda offer: _("You are invited to own %(team)s", team=offer.team.name),
    ClientTransfer: lambda offer: _("You are offered %(app)s", app=offer.client.name),
    OperatorInvitation: lambda _offer: _("You are invited to become an operator"),
}

MOST = 12  # lines


def lines(person: User, memberships: Sequence[Membership], apps: Sequence[Client]) -> list[Line]:
    """What waits for ``person``, with these teams and apps; up to MOST."""
    every = [
        *_requests(memberships),
        *_orphans(memberships),
        *_previews(person, memberships),
        *_questions(apps),
        *_invitations(person),
        *(_reviews() if person.is_operator else ()),
    ]
    return every[:MOST]


def _requests(memberships: Sequence[Membership]) -> Iterator[Line]:
    owned = [membership.team for membership in memberships if membership.may_manage]
    for request in OwnerRequest.list_for_owner(owned):
        page = url_for(
            "portal.show_owner_request", slug=request.team.slug, request_id=request.public_id
        )
        names = {
            "person": request.user.name,
            "app": request.client.name,
            "team": request.team.name,
        }
        text = _("%(person)s asks you to connect %(app)s to %(team)s", **names)
        yield Line(text, request.created_at, page)


def _orphans(memberships: Sequence[Membership]) -> Iterator[Line]:
    owned = {m.team_id: m.team for m in memberships if m.may_manage and not m.team.is_sandbox}
    for grant in orphaned_grants.list_for_owner(list(owned.values())):
        team = next(team for team in grant.teams if team.id in owned)
        names = {"app": grant.client.name, "team": team.name}
        page = url_for("portal.ask_adoption", slug=team.slug, grant_id=grant.public_id)
        text = _("%(app)s stopped for %(team)s, until an owner adopts it", **names)
        yield Line(text, grant.ended_at, page)


def _previews(person: User, memberships: Sequence[Membership]) -> Iterator[Line]:
    teams = [m.team for m in memberships if m.may_write_events]
    for preview in Import.list_previews(teams, by=person):
        names = {"file": preview.name, "team": preview.team.name}
        page = url_for("portal.show_import", slug=preview.team.slug, import_id=preview.public_id)
        text = _("The import of %(file)s to %(team)s is not confirmed yet", **names)
        yield Line(text, preview.created_at, page)


def _questions(apps: Sequence[Client]) -> Iterator[Line]:
    for app in apps:
        page = url_for("portal.show_client", client_id=app.client_id)
        if app.review_question and not app.review_answer:
            yield Line(_("An operator asks you about %(app)s", app=app.name), None, page)
        elif app.status == Status.REFUSED:
            yield Line(_("%(app)s was not approved", app=app.name), None, page)


def _invitations(person: User) -> Iterator[Line]:
    """Their links have keys that only the mail holds."""
    for kind in invitation.kinds_for(person, INVITATIONS):
        for offer in kind.list_for(person):
            yield Line(INVITATIONS[kind](offer), offer.created_at)


def _reviews() -> Iterator[Line]:
    count = review_queue.count("waiting")
    if count:
        text = ngettext("One app waits for review", "%(num)s apps wait for review", count)
        yield Line(text, None, url_for("portal.list_reviews"))
