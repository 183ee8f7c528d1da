"""Sealed texts: readable by this installation alone, in their own context, after a key change."""

import pytest

from app.models.values import sealed_text
from app.models.values.sealed_text import UnreadableTextError

pytestmark = pytest.mark.usefixtures("context")

TEXT = "a secret with ä"


def test_text_is_read_again_and_does_not_show():
    sealed = sealed_text.seal(TEXT, context="of Ana")
    assert sealed_text.unseal(sealed, context="of Ana") == TEXT
    assert "secret" not in sealed
    assert sealed != sealed_text.seal(TEXT, context="of Ana")


def test_text_of_another_context_is_refused():
    sealed = sealed_text.seal(TEXT, context="of Ana")
    with pytest.raises(UnreadableTextError):
        sealed_text.unseal(sealed, context="of Ben")


def test_former_key_still_opens_and_an_unknown_one_does_not(app):
    sealed = sealed_text.seal(TEXT, context="")
    key, app.config["SECRET_KEY"] = app.config["SECRET_KEY"], "another key"
    with pytest.raises(UnreadableTextError):
        sealed_text.unseal(sealed, context="")
    app.config["SECRET_KEY_FALLBACKS"] = ["a third one", key]
    assert sealed_text.unseal(sealed, context="") == TEXT
    present, *former = sealed_text.readable_prefixes()
    assert sealed.startswith(former[1])
    assert sealed_text.seal(TEXT, context="").startswith(present)


@pytest.mark.parametrize("change", ["", "x", "ä", ".", "{}x", "{}A=", "00000000.AAAA"])
def test_anything_else_is_refused(change):
    text = change.format(sealed_text.seal(TEXT, context=""))
    with pytest.raises(UnreadableTextError):
        sealed_text.unseal(text, context="")


def test_each_changed_character_is_noticed():
    key, body = sealed_text.seal(TEXT, context="").split(".")
    for place in range(0, len(body), 7):
        other = "B" if body[place] == "A" else "A"
        with pytest.raises(UnreadableTextError):
            sealed_text.unseal(f"{key}.{body[:place]}{other}{body[place + 1 :]}", context="")
