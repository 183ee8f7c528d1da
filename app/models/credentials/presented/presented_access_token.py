"""A presented access token of the client that presents it, as introspection describes it."""

from app.models.credentials.live_token import TOKEN_COLUMNS, TOKEN_JOINS, TokenRow
from app.models.credentials.presented.presented_client import CredentialQuery

# One row for each team of the grant; ``live_token.judge`` decides whether the token works.
FIND = CredentialQuery(
    TokenRow,
    TOKEN_COLUMNS,
    f"""
    LEFT JOIN access_token a ON a.digest = :digest
    LEFT JOIN "grant" g ON g.id = a.grant_id AND g.client_id = c.id
    {TOKEN_JOINS}
    """,
)
