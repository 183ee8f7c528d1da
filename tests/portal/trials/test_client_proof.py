"""How an app authenticates in the samples."""

from types import SimpleNamespace

import pytest

from app.portal.trials import client_proof


@pytest.mark.parametrize(
    ("client", "first"),
    [
        (None, '-u "sd_app_x:$CLIENT_SECRET"'),
        (
            SimpleNamespace(proves_itself_by_key=False, confidential=True),
            '-u "sd_app_x:$CLIENT_SECRET"',
        ),
        (SimpleNamespace(proves_itself_by_key=False, confidential=False), "-d client_id=sd_app_x"),
        (
            SimpleNamespace(proves_itself_by_key=True, confidential=True),
            f"-d client_assertion_type={client_proof.ASSERTION_TYPE}",
        ),
    ],
    ids=["none", "secret", "public", "keys"],
)
def test_curl_sends_what_the_app_has(client, first):
    assert client_proof.curl_options("sd_app_x", client)[0] == first
