"""What an app's request to sign out is read as."""

import pytest

from app.oauth.authorization.authorization_request import UntrustedRequestError
from app.oauth.logout import logout_request
from tests.oauth.logout.conftest import AFTER


def test_hint_names_the_app_its_user_and_session(app, reader, id_token):
    with app.app_context():
        read = logout_request.read({"id_token_hint": id_token, "post_logout_redirect_uri": AFTER})
        assert read.client.client_id == reader.id
        assert read.subject.startswith("usr_")
        assert read.session.startswith("ses_")
        assert (read.redirect_uri, read.is_proved) == (AFTER, True)


def test_app_that_contradicts_its_hint_is_refused(app, poster, id_token):
    with app.app_context(), pytest.raises(UntrustedRequestError, match="logout_hint"):
        logout_request.read({"id_token_hint": id_token, "client_id": poster.id})
