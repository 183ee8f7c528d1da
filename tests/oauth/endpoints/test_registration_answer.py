"""The client information response."""

import pytest

from app.oauth.endpoints.registration_answer import describe_registration
from tests.support import factories

pytestmark = pytest.mark.usefixtures("context")


def test_secret_is_told_with_its_end_or_not_at_all():
    client, _secret = factories.make_client()
    told = describe_registration(client, token="t", secret="s")
    assert (told["client_secret"], told["client_secret_expires_at"]) == ("s", 0)
    untold = describe_registration(client, token="t")
    assert not untold.keys() & {"client_secret", "client_secret_expires_at"}
    assert untold["registration_access_token"] == "t"
