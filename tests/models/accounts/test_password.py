"""Which passwords are accepted, and that verifying never tells more than yes or no."""

import pytest

from app.models.accounts import password
from app.models.values.errors import ValidationError

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize(
    "weak",
    ["nine char", "Password123", "aaaaaaaaaaaa", "abcabcabcabc", "ANA@example.org", "x" * 1025],
    ids=["short", "common", "one letter", "three letters", "the address", "long"],
)
def test_weak_password_is_refused(weak):
    with pytest.raises(ValidationError) as refusal:
        password.check(weak, about=("ana@example.org",))
    assert refusal.value.field == "password"


@pytest.mark.parametrize(
    "good",
    ["ten chars!", "  two spaces  ", "пароль из букв", "lamp river 7 " + "zk4" * 337],
    ids=["shortest", "spaces", "letters of any script", "longest"],
)
def test_password_verifies_against_its_own_hash_alone(good):
    password.check(good)
    stored = password.hash_password(good)
    assert stored.startswith("$argon2id$")
    assert password.verify(stored, good)
    assert not password.verify(stored, good.strip() + "!")


@pytest.mark.parametrize("stored", [None, "", "not a hash"])
def test_no_password_fits_what_is_no_hash(stored):
    assert not password.verify(stored, "no account has this password")


def test_too_long_a_password_is_wrong_without_being_hashed(monkeypatch):
    monkeypatch.setattr(password, "_hasher", pytest.fail)
    assert not password.verify("$argon2id$", "x" * 1025)
