"""Signed text."""

import pytest

from app.api.http import signed_text

pytestmark = pytest.mark.usefixtures("context")


def test_value_comes_back_for_its_purpose():
    value = [1, "a", None, {"b": [True]}]
    assert signed_text.unseal(signed_text.seal(value, purpose="x"), purpose="x") == value


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: "A" + text,
        lambda text: "",
        lambda text: "." * 10,
        lambda text: "a" * 2001,
        lambda text: text + "é",
        lambda text: text + "\n",
        lambda text: text + "=",
    ],
    ids=["cut", "longer", "empty", "dots", "too-long", "letter", "line end", "padding"],
)
def test_changed_text_is_not_ours(change):
    with pytest.raises(signed_text.NotOursError):
        signed_text.unseal(change(signed_text.seal(1, purpose="x")), purpose="x")


def test_text_is_worthless_for_another_purpose():
    with pytest.raises(signed_text.NotOursError):
        signed_text.unseal(signed_text.seal(1, purpose="x"), purpose="y")


def test_text_outlives_a_change_of_keys(app):
    text = signed_text.seal(1, purpose="x")
    app.config["SECRET_KEY_FALLBACKS"] = [app.config["SECRET_KEY"]]
    app.config["SECRET_KEY"] = "another key"
    assert signed_text.unseal(text, purpose="x") == 1
    assert signed_text.seal(1, purpose="x") != text
