"""Credentials are recognisable, hard to mistype, and known by their digest only."""

import base64
import re
import zlib

import pytest

from app.models.housekeeping import leaked_credential
from app.models.values import secret
from app.models.values.secret import Kind
from tests.conventions.source import PROJECT


@pytest.mark.parametrize("kind", Kind)
def test_credential_survives_lower_casing_and_stripping(kind):
    credential = secret.generate(kind)
    assert credential.isascii()
    assert credential == credential.lower()
    assert credential.replace("_", "").isalnum()
    assert secret.is_well_formed(kind, credential)


def test_no_two_credentials_are_equal():
    assert len({secret.generate(Kind.ACCESS_TOKEN) for _number in range(100)}) == 100


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-1],
        lambda text: text + "a",
        lambda text: text[:20] + ("a" if text[20] != "a" else "b") + text[21:],
        lambda text: text.upper(),
        lambda text: text.replace("sd_at_", "sd_rt_"),
        lambda text: "é" + text[1:],
        lambda text: "",
    ],
    ids=["short", "long", "typing slip", "upper case", "other kind", "not ASCII", "empty"],
)
def test_spoilt_credential_is_not_well_formed(spoil):
    credential = secret.generate(Kind.ACCESS_TOKEN)
    assert not secret.is_well_formed(Kind.ACCESS_TOKEN, spoil(credential))


def test_derived_credential_follows_from_parent_nonce_and_kind():
    parent = secret.generate(Kind.REFRESH_TOKEN)
    derived = secret.derive(Kind.ACCESS_TOKEN, parent, "1")
    assert secret.is_well_formed(Kind.ACCESS_TOKEN, derived)
    assert secret.derive(Kind.ACCESS_TOKEN, parent, "1") == derived
    others = {
        secret.derive(Kind.ACCESS_TOKEN, parent, "2"),
        secret.derive(Kind.ACCESS_TOKEN, secret.digest(parent), "1"),
        secret.derive(Kind.REFRESH_TOKEN, parent, "1").replace("sd_rt_", "sd_at_"),
    }
    assert len(others | {derived}) == 4


def test_digest_is_sha_256_and_takes_any_text():
    assert secret.digest("abc").startswith("ba7816bf8f01cfea")
    assert secret.matches("abc", secret.digest("abc"))
    assert not secret.matches("abd", secret.digest("abc"))
    assert len(secret.digest("\udc80")) == 64


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        (secret.public_id("evt_"), True),
        (secret.public_id_from("evt_", "key"), True),
        (secret.public_id("usr_"), False),
        ("evt_" + "a" * 15, False),
        ("evt_" + "A" * 16, False),
        ("evt_" + "a" * 16 + "\n", False),
        ("evt_" + "\0" * 16, False),
    ],
    ids=["random", "of a key", "other prefix", "short", "upper case", "line break", "NUL"],
)
def test_public_id_has_one_form(name, is_one):
    assert secret.is_public_id("evt_", name) is is_one


def test_public_id_of_a_key_is_always_the_same_and_differs_by_prefix():
    assert secret.public_id_from("a_", "key") == secret.public_id_from("a_", "key")
    assert secret.public_id_from("a_", "key")[2:] != secret.public_id_from("b_", "key")[2:]


def test_formats_are_documented_for_secret_scanners():
    page = (PROJECT / "docs/reference/credentials.md").read_text(encoding="utf-8")
    patterns = dict(re.findall(r"^\| `(\w+)` \|.*\| `([^`]+)` \|[^|]*\|$", page, re.MULTILINE))
    assert patterns.keys() == set(Kind)
    for kind in Kind:
        credential = secret.generate(kind)
        assert re.fullmatch(patterns[kind], credential)
    [scanner] = re.findall(r"secret: `([^`]+)`", page)
    found = {kind for kind in Kind if re.search(scanner, f"x={secret.generate(kind)};")}
    assert found == leaked_credential.ENDERS.keys()


def test_documented_checksum_is_that_of_every_credential():
    for kind in Kind:
        credential = secret.generate(kind)
        checksum = base64.b32encode(zlib.crc32(credential[:-7].encode()).to_bytes(4, "big"))
        assert credential[-7:] == checksum.decode().rstrip("=").lower()
