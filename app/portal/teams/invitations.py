"""The page of an invitation: what it offers, and the buttons for the person it is meant for."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.invitation import Invitation
from app.models.clients.client_transfer import ClientTransfer
from app.models.clients.developer_teams.developer_invitation import DeveloperInvitation
from app.models.clients.developer_teams.developer_role import Act
from app.models.operators.operator_invitation import OperatorInvitation
from app.models.operators.team_handover import TeamHandover
from app.models.teams.team_invitation import TeamInvitation
from app.models.tickets.ticket_invitation import TicketInvitation
from app.models.values.errors import ValidationError
from app.portal.access.fresh_proof import require_fresh_proof
from app.portal.blueprint import bp, public
from app.portal.clients.developer_teams import owner_choice
from app.portal.teams import invitation_presenter
from app.web.signed_in import current_person

KINDS: tuple[type[Invitation], ...] = (
    TeamInvitation,
    DeveloperInvitation,
    TeamHandover,
    OperatorInvitation,
    ClientTransfer,
    TicketInvitation,
)
# What only adds to what the person has; all others give a whole team, an app or a role.
JOINING = (TeamInvitation, DeveloperInvitation, TicketInvitation)


@bp.get("/invitations/<key>")
@public
def show_invitation(key: str) -> ResponseReturnValue:
    """Say what it offers, and what the visitor has to do before they can accept."""
    return _show(_find(key), key)


@bp.post("/invitations/<key>")
@public
def answer_invitation(key: str) -> ResponseReturnValue:
    """Accept or decline it, as ``decision`` says."""
    invitation, decision = _find(key), request.form.get("decision")
    if invitation is None or not invitation.is_open or _is_wrong_account(invitation):
        return _show(invitation, key)
    if decision == "accept" and current_user.is_authenticated:
        if not isinstance(invitation, JOINING):
            require_fresh_proof()
        return _accept(invitation, key)
    if decision == "decline":
        invitation.decline()
        db.session.commit()
    return redirect(url_for("portal.show_invitation", key=key))


# The addresses in mails that were sent by earlier versions.
@bp.get("/invite/<key>", endpoint="show_former_invitation")
@bp.get("/developer/transfers/<key>", endpoint="show_former_transfer")
@public
def lead_to_invitation(key: str) -> ResponseReturnValue:
    """Lead to the invitation's page."""
    return redirect(url_for("portal.show_invitation", key=key), 301)


def _find(key: str) -> Invitation | None:
    return next((found for kind in KINDS if (found := kind.find(key)) is not None), None)


def _accept(invitation: Invitation, key: str) -> ResponseReturnValue:
    try:
        is_accepted = _give(invitation)
    except ValidationError as error:
        db.session.rollback()
        return _show(invitation, key, error=error.message)
    db.session.commit()
    if not is_accepted:
        return _show(invitation, key)
    return redirect(invitation_presenter.welcome(invitation))


def _give(invitation: Invitation) -> bool:
    if isinstance(invitation, ClientTransfer):
        owner = owner_choice.find(request.form.get("owner", ""), current_person(), Act.DISPOSE)
        if owner is None:
            raise ValidationError("owner", _("Choose one of the owners."))
        return invitation.accept(current_person(), owner=owner)
    return invitation.accept(current_person())


def _show(invitation: Invitation | None, key: str, error: str | None = None) -> ResponseReturnValue:
    if invitation is None or not invitation.is_open:
        ended = invitation_presenter.describe_ended(invitation)
        return render_template("portal/teams/invitations/ended.html", ended=ended), 404
    if _is_wrong_account(invitation):
        return render_template("portal/teams/invitations/wrong_account.html"), 403
    page = render_template(
        "portal/teams/invitations/show.html",
        offer=invitation_presenter.describe(invitation),
        here=url_for("portal.show_invitation", key=key),
        may_accept=current_user.is_authenticated and invitation.is_for(current_person()),
        owners=_owners(invitation),
        error=error,
    )
    return page, 422 if error else 200


def _owners(invitation: Invitation) -> list[tuple[str, str]]:
    """For whom an app can be taken over, where there is a choice."""
    if not isinstance(invitation, ClientTransfer) or not current_user.is_authenticated:
        return []
    choices = owner_choice.choices(current_person(), Act.DISPOSE)
    return choices if len(choices) > 1 else []


def _is_wrong_account(invitation: Invitation) -> bool:
    """Whether the visitor is signed in with another address than the invitation's."""
    return current_user.is_authenticated and not invitation.is_addressed_to(current_person())
