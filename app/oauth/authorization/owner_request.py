"""What somebody who may not approve can do: ask an owner of the team, with a note."""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.models.accounts.user import User
from app.models.grants.owner_request import MAX_NOTE, OwnerRequest
from app.models.teams.membership import Membership
from app.models.values import scopes
from app.models.values.errors import ValidationError
from app.oauth.authorization import consent_teams
from app.oauth.authorization.authorization_request import AuthorizationRequest
from app.oauth.authorization.consent_teams import TeamChoice


@dataclass(frozen=True)
class AskForm:
    """What was filled in, and what is wrong with it by field."""

    team: str = ""
    note: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: MultiDict[str, str]) -> "AskForm":
        """The fields of the form."""
        return cls(sent.get("ask_team", ""), sent.get("note", "").strip())


def describe(
    auth_request: AuthorizationRequest, choice: TeamChoice, user: User, form: AskForm | None
) -> dict[str, Any] | None:
    """What the page offers to somebody who owns none of their teams; None to everybody else."""
    if choice.is_possible or not choice.may_not:
        return None
    waiting = OwnerRequest.list_of_user(user, auth_request.client)
    asked_for = {request.team_id for request in waiting}
    rest = [m for m in choice.may_not if m.team_id not in asked_for]
    lines = consent_teams.team_lines(rest[: consent_teams.MAX_SHOWN])
    return {
        "waiting": waiting,
        "teams": [line | {"disabled": False} for line in lines],
        "form": form or AskForm(team=rest[0].team.slug if len(rest) == 1 else ""),
        "max_note": MAX_NOTE,
    }


def ask(
    auth_request: AuthorizationRequest, choice: TeamChoice, form: AskForm, *, user: User
) -> OwnerRequest | None:
    """Keep the request for the owners; None when they have been asked already.

    Raises ValidationError for a team that is missing or not the person's, and a note that may
    not be stored.
    """
    # An app that nobody registered has no row to point at, and is asked about anew each time.
    membership = find_team(choice, form.team if auth_request.client.is_registered else "")
    return OwnerRequest.ask(
        client=auth_request.client,
        team=membership.team,
        user=user,
        scopes=scopes.dump(auth_request.scopes),
        redirect_uri=auth_request.target.redirect_uri,
        note=form.note,
    )


def find_team(choice: TeamChoice, slug: str) -> Membership:
    """The person's membership in the team they want to ask; raises ValidationError."""
    membership = next((m for m in choice.may_not if m.team.slug == slug), None)
    if membership is None:
        raise ValidationError("team", _("Choose the team whose owners you want to ask."))
    return membership
