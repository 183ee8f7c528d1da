"""Logout tokens are no ID tokens, and the other way round."""

from app.extensions import db
from app.models.credentials.signing_keys import signed_token
from app.models.housekeeping import logout_token
from app.models.housekeeping.logout_notice import LogoutNotice
from tests.support import factories


def test_token_is_of_its_own_type(context):
    client, _secret = factories.make_client()
    client.id_token_signed_response_alg = "EdDSA"
    notice = LogoutNotice(session="ses_x", client=client, user=factories.make_user())
    db.session.add(notice)
    db.session.flush()
    token = logout_token.issue(notice)
    assert signed_token.read(token, typ="JWT") is None
    assert signed_token.read(token, typ="logout+jwt")["sid"] == "ses_x"
