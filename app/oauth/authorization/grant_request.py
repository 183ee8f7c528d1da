"""What an authorization request does to a grant (Grant Management for OAuth 2.0, section 5.2)."""

from dataclasses import dataclass

from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.credentials import grant_management
from app.models.credentials.grant_management import Action
from app.models.flow_doctor.diagnosis import Reason, because
from app.models.grants.grant import Grant
from app.models.grants.grant_term import Term
from app.models.teams.team import Team
from app.oauth.errors import Refusal, missing

ACTION, GRANT_ID = "grant_management_action", "grant_id"


@dataclass(frozen=True)
class GrantRequest:
    """The action, and the grant that it changes; None to make one."""

    action: Action
    grant: Grant | None = None

    @property
    def keeps_teams(self) -> bool:
        """Whether the teams are those of the grant, and none is chosen."""
        return self.action is Action.MERGE and self.grant is not None and bool(self.grant.teams)

    def teams_of(self, chosen: list[Team]) -> list[Team]:
        """The teams that the user allows: those that were shown."""
        return list(self.grant.teams) if self.grant is not None and self.keeps_teams else chosen

    def check_user(self, user: User) -> None:
        """Refuse the grant of another user as if there were none."""
        if self.grant is not None and self.grant.user_id != user.id:
            raise _unknown_grant()

    def carry_out(
        self,
        client: Client,
        user: User,
        teams: list[Team],
        names: frozenset[str],
        term: Term | None,
    ) -> Grant | None:
        """Change or make the grant; None when it has ended meanwhile."""
        if self.grant is None:
            return grant_management.create(client, user, teams, names, term)
        if not self.grant.lock() or self.grant.user_id != user.id:  # ended, or adopted
            return None
        act = {Action.MERGE: grant_management.merge, Action.REPLACE: grant_management.replace}
        act[self.action](self.grant, user, teams, names, term)
        return self.grant


def read(parameters: dict[str, str], client: Client) -> GrantRequest | None:
    """What the request does to a grant of ``client``; None when it names no action.

    Raises Refusal, with invalid_grant_id for a grant that is not a live one of the client's
    (section 5.4).
    """
    name, grant_id = parameters.get(ACTION), parameters.get(GRANT_ID)
    if name is None:
        if grant_id is not None:
            raise missing(ACTION)
        return None
    if not client.confidential:
        raise _unsupported(ACTION, "Only apps that keep a secret can manage grants.")
    try:
        action = Action(name)
    except ValueError:
        raise _unsupported(ACTION, "Send create, merge or replace.") from None
    if action is Action.CREATE:
        if grant_id is not None:
            raise _unsupported(GRANT_ID, "Leave it out to create a grant.")
        return GrantRequest(action)
    if grant_id is None:
        raise missing(GRANT_ID)
    grant = grant_management.find(client, grant_id)
    if grant is None or grant.user_id is None:
        raise _unknown_grant()
    return GrantRequest(action, grant)


def _unsupported(parameter: str, advice: str) -> Refusal:
    diagnosis = because(Reason.PARAMETER_UNSUPPORTED, parameter=parameter, description=advice)
    return Refusal("invalid_request", f"{parameter}: {advice}", diagnosis)


def _unknown_grant() -> Refusal:
    return Refusal(
        "invalid_grant_id",
        "The grant_id is not one of a live grant by this user to this client.",
        because(Reason.GRANT_ID_UNKNOWN),
    )
