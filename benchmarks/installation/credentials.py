"""Tokens of other users, as many as wanted: copied as rows, which is quicker than issuing them."""

from typing import Any

from sqlalchemy import CTE, String, Table, cast, insert, literal, select

from app.extensions import db
from app.models.accounts.user import User
from app.models.credentials.access_token import AccessToken
from app.models.credentials.refresh_token import RefreshToken
from app.models.credentials.token_family import TokenFamily
from app.models.grants.grant import Grant, GrantTeam

FIRST_ID = 10_000_000  # far from the numbers that the database gives
TOKENS_OF_A_GRANT = 10


def add_tokens(grant: Grant, count: int) -> None:
    """Store so many access tokens, each with a refresh token, of grants like this one."""
    db.session.flush()
    grants = max(1, count // TOKENS_OF_A_GRANT)
    numbers = _numbers(grants)
    row_id = FIRST_ID + numbers.c.n
    text = literal("copy ") + cast(numbers.c.n, String)
    user = {"id": row_id, "public_id": text, "email": text, "email_key": text}
    _copy(User.__table__, User.id == grant.user_id, numbers, user)
    _copy(
        Grant.__table__,
        Grant.id == grant.id,
        numbers,
        {"id": row_id, "public_id": text, "user_id": row_id},
    )
    _copy(GrantTeam.__table__, GrantTeam.grant_id == grant.id, numbers, {"grant_id": row_id})
    _add_tokens(grant, grants, count)


def _add_tokens(grant: Grant, grants: int, count: int) -> None:
    family = db.session.query(TokenFamily).filter_by(grant_id=grant.id).first()
    numbers = _numbers(count)
    row_id = FIRST_ID + numbers.c.n
    grant_id = FIRST_ID + 1 + numbers.c.n % grants
    digest = literal("copy ") + cast(numbers.c.n, String)
    _copy(
        TokenFamily.__table__,
        TokenFamily.id == family.id,
        numbers,
        {"id": row_id, "grant_id": grant_id},
    )
    token = {"id": row_id, "digest": digest, "family_id": row_id}
    is_first_access_token = AccessToken.family_id == family.id
    _copy(AccessToken.__table__, is_first_access_token, numbers, {**token, "grant_id": grant_id})
    _copy(RefreshToken.__table__, RefreshToken.family_id == family.id, numbers, token)


def _numbers(count: int) -> CTE:
    """The numbers from 1 to ``count`` as rows."""
    numbers = select(literal(1).label("n")).cte(recursive=True)
    return numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < count))


def _copy(table: Table, original: Any, numbers: CTE, changes: dict[str, Any]) -> None:
    """Copy a row once for each number, with changes that may depend on it."""
    values = [changes.get(column.name, column) for column in table.c]
    rows = select(*values).join_from(table, numbers, literal(True)).where(original)
    db.session.execute(insert(table).from_select(list(table.c), rows, include_defaults=False))
