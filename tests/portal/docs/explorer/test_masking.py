"""Credentials in repeated text."""

import pytest

from app.models.values import secret
from app.models.values.secret import Kind
from app.portal.docs.explorer.masking import mask


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.CLIENT_ID])
def test_credential_of_every_kind_becomes_a_variable(kind):
    credential = secret.generate(kind)
    for text in (credential, credential.upper()):
        masked = mask(f"a={text}&b=1")
        assert credential[8:] not in masked.lower()
        assert masked.startswith("a=$")
        assert masked.endswith("&b=1")


def test_client_id_stays_and_a_signed_token_goes():
    client_id = secret.generate(Kind.CLIENT_ID)
    assert mask(client_id) == client_id
    assert mask("hint=eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIx.c2ln") == "hint=$JWT"
