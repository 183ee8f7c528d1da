"""Through which grant an app may read a team now: the rule for tokens, for news to the app."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app.extensions import db
from app.models.clients.client_status import PERSONAL
from app.models.credentials import live_token
from app.models.grants import grant_state
from app.models.grants.grant_state import COLUMNS
from app.models.teams.membership import PERMISSIONS, Role
from app.models.values import clock
from app.models.values.scopes import Permission

_GRANTS = text(
    f"""
SELECT g.public_id, g.scopes, c.scopes AS client_scopes, m.role, {COLUMNS}
  FROM grant_team gt
  JOIN "grant" g ON g.id = gt.grant_id
  JOIN client c ON c.id = g.client_id
  JOIN user_account u ON u.id = g.user_id
  JOIN team t ON t.id = gt.team_id AND (NOT t.forbids_personal_tokens OR c.source <> '{PERSONAL}')
  JOIN membership m ON m.team_id = gt.team_id AND m.user_id = g.user_id AND m.ended_at IS NULL
 WHERE gt.team_id = :team_id AND g.client_id = :client_id AND g.status = 'active'
   AND (g.paused_until IS NULL OR g.paused_until <= :now)
   AND (CAST(:grant_id AS INTEGER) IS NULL OR g.id = :grant_id)
 ORDER BY g.id
"""
)


@dataclass(frozen=True)
class Reader:
    """Whose webhook it is: an app, perhaps through one grant alone."""

    client_id: int
    grant_id: int | None

    def find_grant(self, team_id: int, permission: Permission) -> str | None:
        """The public id of the first grant that permits it in the team now; None without one."""
        values = {"team_id": team_id, "client_id": self.client_id, "grant_id": self.grant_id}
        values["now"] = clock.now()
        for row in db.session.execute(_GRANTS, values):
            if _permits(row, permission):
                return str(row.public_id)
        return None


def _permits(row: Any, permission: Permission) -> bool:
    if grant_state.find_fault(row, clock.now()) is not None:
        return False
    _names, permissions = live_token.within_limits(row.scopes, row.scopes, row.client_scopes)
    return permission in permissions and permission in PERMISSIONS[Role(row.role)]
