"""States of a client, its grant and its credentials, for tests of the endpoints for programs."""

import base64

from sqlalchemy import select, text

from app.extensions import db
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.refresh_token import RefreshToken
from app.models.credentials.signing_keys import signing_key
from app.models.credentials.user_authentication import UserAuthentication
from app.models.grants.grant import Grant
from app.models.trials import trial
from app.models.webhooks.webhook import Webhook
from tests.support import factories
from tests.support import oauth_flow as flow

SCOPES = frozenset("events:read events:write openid profile:read".split())
NARROW, WIDE = "events:read", "events:read events:write"


def make_world():
    """A client, 1, with the credentials of user 2 under grant 1, and another client; committed.

    Returns the texts of credentials by their name.
    """
    client, secret = factories.make_client(scopes=SCOPES)
    old_secret, secret = secret, client.rotate_secret(None, overlap=0)
    client.grant_types, client.sends_grant_id = f"{client.grant_types} client_credentials", True
    user = factories.make_user()
    team = factories.make_team(user)
    grant = factories.make_grant(client, user, team, scopes=WIDE)
    Grant.of_client_itself(client, frozenset(WIDE.split()))
    Webhook.create(client, url="https://app.example/hook", types=["grant.changed", "grant.ended"])
    other, other_secret = factories.make_client(scopes=SCOPES)
    add_sign_in(user)
    signing_key.make_missing()
    world = {
        **credentials(grant),
        **{
            f"other_{name}": text
            for name, text in credentials(
                factories.make_grant(other, user, team, scopes=WIDE)
            ).items()
        },
        "id": client.client_id,
        "secret": secret,
        "old_secret": old_secret,
        "other_id": other.client_id,
        "other_secret": other_secret,
        "trial": trial.callback(client.client_id),
    }
    basic = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
    db.session.commit()
    return {**world, "basic": f"Basic {basic}"}


def credentials(grant):
    """The texts of a code, an access token and a refresh token under the grant."""
    code = factories.make_code(grant)
    access, refresh = factories.make_tokens(grant)
    return {"code": code, "access": access, "refresh": refresh}


def add_sign_in(user):
    """Store how the user signed in."""
    db.session.add(
        UserAuthentication(
            user_id=user.id, session="ses_x", proved_at=1, amr="pwd", claims="{}", nonce="n"
        )
    )


def sql(statement):
    """A state that one statement makes; ``:now`` is the present."""
    return lambda _world, now: db.session.execute(
        text(statement), {"now": now} if ":now" in statement else {}
    )


def spend(world, now):
    """Exchange the refresh token for another pair."""
    RefreshToken.find(world["refresh"]).redeem(world["refresh"], scopes=NARROW)


def spend_long_ago(world, now):
    """As above, longer ago than a repeat may come."""
    spend(world, now)
    sql("UPDATE refresh_token SET spent_at = :now - 3600 WHERE spent_at IS NOT NULL")(world, now)


def use_code(world, now):
    """Redeem the code."""
    code = db.session.scalars(select(AuthorizationCode).where(AuthorizationCode.id == 1)).one()
    code.redeem()
    code.issue_tokens()


def sign_in(_world, _now):
    """Let code and tokens be of a user who signed in to the app."""
    for statement in (
        "UPDATE token_family SET authentication_id = 1 WHERE id = 1",
        "UPDATE authorization_code SET authentication_id = 1, scopes = 'openid' WHERE id = 1",
        "UPDATE refresh_token SET scopes = 'events:read openid' WHERE id = 1",
        """UPDATE "grant" SET scopes = 'events:read openid' WHERE id = 1""",
    ):
        db.session.execute(text(statement))


# What may be different about the state of the database. Client, user, grant and family of the
# request have the id 1.
STATES = {
    "app suspended": sql("UPDATE client SET status = 'suspended' WHERE id = 1"),
    "app refused": sql("UPDATE client SET status = 'refused' WHERE id = 1"),
    "app deleted": sql("UPDATE client SET status = 'deleted' WHERE id = 1"),
    "app pending": sql("UPDATE client SET status = 'pending' WHERE id = 1"),
    "app pending, of the user": sql(
        "UPDATE client SET status = 'pending', owner_id = 2 WHERE id = 1"
    ),
    "client without secrets": sql("UPDATE client SET confidential = false WHERE id = 1"),
    "client with keys": sql(
        "UPDATE client SET token_endpoint_auth_method = 'private_key_jwt' WHERE id = 1"
    ),
    "client with bound tokens": sql("UPDATE client SET dpop_bound_access_tokens = true"),
    "client with one grant type": sql("UPDATE client SET grant_types = 'authorization_code'"),
    "client without code": sql("UPDATE client SET grant_types = 'refresh_token'"),
    "client without refresh tokens": sql("UPDATE client SET refresh_token_lifetime = 0"),
    "client that is not told": sql("UPDATE client SET sends_grant_id = false"),
    "client with optional redirect URI": sql("UPDATE client SET redirect_uri_optional = true"),
    "client without ends of replays": sql("UPDATE client SET replay_ends_tokens = false"),
    "client with lower ceiling": sql(f"UPDATE client SET scopes = '{NARROW}' WHERE id = 1"),
    "client with no ceiling": sql("UPDATE client SET scopes = 'tickets:read' WHERE id = 1"),
    "client with defaults of sign-in": sql(
        "UPDATE client SET default_scopes = 'openid events:read'"
    ),
    "client with long tokens": sql("UPDATE client SET access_token_lifetime = 90000000"),
    "secrets ended": sql("UPDATE client_secret SET not_after = :now WHERE client_id = 1"),
    "user disabled": sql("UPDATE user_account SET disabled_at = :now WHERE id = 2"),
    "user left": sql("UPDATE membership SET ended_at = :now"),
    "grant revoked": sql("""UPDATE "grant" SET status = 'revoked'"""),
    "grant orphaned": sql("""UPDATE "grant" SET status = 'orphaned'"""),
    "grant expired": sql("""UPDATE "grant" SET expires_at = :now"""),
    "grant ends soon": sql("""UPDATE "grant" SET expires_at = :now + 60"""),
    "grant paused": sql("""UPDATE "grant" SET paused_until = :now + 60"""),
    "grant narrowed": sql(f"""UPDATE "grant" SET scopes = '{NARROW}'"""),
    "grant of something else": sql("""UPDATE "grant" SET scopes = 'profile:read'"""),
    "grant of the user itself gone": sql("""DELETE FROM "grant" WHERE user_id IS NULL"""),
    "grant of the client itself for sign-in": sql(
        """UPDATE "grant" SET scopes = 'events:read openid' WHERE user_id IS NULL"""
    ),
    "scope removed": sql(
        "INSERT INTO grant_removal (public_id, grant_id, scope, removed_by_id, removed_at)"
        " VALUES ('rmv_x', 1, 'tickets:read', 2, :now)"
    ),
    "family revoked": sql("UPDATE token_family SET revoked_at = :now - 60"),
    "family expired": sql("UPDATE token_family SET expires_at = :now"),
    "family ends soon": sql("UPDATE token_family SET expires_at = :now + 60"),
    "family of a key": sql("UPDATE token_family SET dpop_jkt = 'x'"),
    "tokens of a sign-in": sign_in,
    "family of a resource": sql("UPDATE token_family SET audience = '/api/v1'"),
    "refresh token spent": spend,
    "refresh token spent long ago": spend_long_ago,
    "refresh token expired": sql("UPDATE refresh_token SET expires_at = :now"),
    "refresh token cut": sql(f"UPDATE refresh_token SET scopes = '{NARROW}'"),
    "refresh token without scopes": sql("UPDATE refresh_token SET scopes = ''"),
    "code used": use_code,
    "code expired": sql("UPDATE authorization_code SET expires_at = :now"),
    "code without scopes": sql("UPDATE authorization_code SET scopes = ''"),
    "code with challenge": sql(
        f"UPDATE authorization_code SET code_challenge = '{flow.CHALLENGE}'"
    ),
    "code of unnamed redirect URI": sql("UPDATE authorization_code SET redirect_uri_given = false"),
    "code of a key": sql("UPDATE authorization_code SET dpop_jkt = 'x'"),
    "code of a resource": sql("UPDATE authorization_code SET audience = '/api/v1'"),
    "code of a trial": lambda world, _now: db.session.execute(
        text("UPDATE authorization_code SET redirect_uri = :uri"),
        {"uri": trial.callback(world["id"])},
    ),
    "access token revoked": sql("UPDATE access_token SET revoked_at = :now - 60"),
    "access token expired": sql("UPDATE access_token SET expires_at = :now"),
    "access token of no family": sql("UPDATE access_token SET family_id = NULL"),
    "access token superseded": sql("UPDATE access_token SET superseded_at = :now"),
    "access token of a key": sql("UPDATE access_token SET dpop_jkt = 'x'"),
}
