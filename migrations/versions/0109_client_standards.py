"""A client's metadata for OpenID Connect, logout, PAR, DPoP and JWT client authentication."""

import sqlalchemy as sa
from alembic import op

revision = "0109"
down_revision = "0108"
branch_labels = None
depends_on = None

NULLABLE = {
    "token_endpoint_auth_method": sa.String(length=30),
    "token_endpoint_auth_signing_alg": sa.String(length=10),
    "jwks": sa.Text(),
    "jwks_uri": sa.String(length=500),
    "userinfo_signed_response_alg": sa.String(length=10),
    "default_max_age": sa.Integer(),
    "backchannel_logout_uri": sa.String(length=500),
}
SWITCHES = (
    "require_auth_time",
    "backchannel_logout_session_required",
    "require_pushed_authorization_requests",
    "dpop_bound_access_tokens",
)
TEXTS = {
    "post_logout_redirect_uris": sa.Text(),
    "policy_uri": sa.String(length=500),
    "tos_uri": sa.String(length=500),
}


def upgrade():
    for name, kind in NULLABLE.items():
        op.add_column("client", sa.Column(name, kind, nullable=True))
    for name in SWITCHES:
        off = sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
        op.add_column("client", off)
    for name, kind in TEXTS.items():
        op.add_column("client", sa.Column(name, kind, server_default="", nullable=False))
    rs256 = sa.Column(
        "id_token_signed_response_alg", sa.String(10), server_default="RS256", nullable=False
    )
    op.add_column("client", rs256)


def downgrade():
    for name in (*NULLABLE, *SWITCHES, *TEXTS, "id_token_signed_response_alg"):
        op.drop_column("client", name)
