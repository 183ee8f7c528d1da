"""Asking an owner of the team, for users who cannot approve the request themselves."""

from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.accounts.user import User
from app.models.grants.owner_request import MAX_NOTE, OwnerRequest
from app.models.values import scopes
from app.models.values.errors import ValidationError
from app.oauth.authorization import consent_teams
from app.oauth.authorization.authorization_request import AuthorizationRequest
from app.oauth.authorization.consent_teams import TeamChoice
from app.web import typed_text

typed_text.declare("note", lazy_gettext("Note"))


@dataclass(frozen=True)
class AskForm:
    """The values of the form, and its errors by field."""

    team: str = ""
    note: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: MultiDict[str, str]) -> "AskForm":
        """The values that were sent."""
        return cls(sent.get("ask_team", ""), sent.get("note", "").strip())


def describe(
    auth_request: AuthorizationRequest, choice: TeamChoice, user: User, form: AskForm | None
) -> dict[str, Any] | None:
    """The template's values for a user who owns none of their teams; None for others."""
    if choice.is_possible or not choice.locked:
        return None
    waiting = OwnerRequest.list_of_user(user, auth_request.client)
    waiting_ids = {request.team_id for request in waiting}
    rest = [m for m in choice.locked if m.team_id not in waiting_ids]
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
    """Store the request for the owners; None when the same one is still open.

    Raises ValidationError for a team that is missing or not the user's, an invalid note, and a
    user whose address is not confirmed: they cause no mail to others.
    """
    if user.verified_at is None:
        raise ValidationError("note", _("Confirm your e-mail address first."))
    # An unregistered app has no row that a request could refer to.
    slug = form.team if auth_request.client.is_registered else None
    membership = next((m for m in choice.locked if m.team.slug == slug), None)
    if membership is None:
        raise ValidationError("team", _("Choose the team whose owners you want to ask."))
    return OwnerRequest.ask(
        client=auth_request.client,
        team=membership.team,
        user=user,
        scopes=scopes.dump(auth_request.scopes),
        redirect_uri=auth_request.target.redirect_uri,
        note=form.note,
    )
