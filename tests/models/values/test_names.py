"""Names of people, teams and apps: nothing that links, hides, or passes for somebody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.values import names
from app.models.values.errors import ValidationError
from tests.support.settings import make_settings

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def settings(database_url, tmp_path):
    return make_settings(
        database_url=database_url, stagedoor_home=tmp_path, instance_name="Kulturbote Nord"
    )


@pytest.mark.parametrize(
    "name",
    [
        "Ana Rossi",
        "J. R. R. Tolkien",
        "Jean-Luc d'Arc",
        "Dr. Özlem Yılmaz",
        "Света Иванова",
        "王小明",
        "Straße 7",
        "Rock & Pop 2027",
        "St. Pauli Theater",
        "Version 1.2",
        "50% off",
        "Nord",  # a word of the installation's name is not the name
    ],
)
def test_ordinary_name_is_kept_as_it_is(name):
    assert names.check(name, max_length=80) == name


@pytest.mark.parametrize(
    "name",
    [
        "https://evil.example",
        "Win at HTTP://evil",
        "Visit evil.com now",
        "evil.example/login",
        "www evil com",
        "WWW.evil",
        "mailto:a",
        "javascript:alert(1)",
        "call tel:123",
        "//evil",
        "a@evil",
        "10.0.0.1",
        "evil。com",
        "evil．com",
        "evil․com",
        "ｅｖｉｌ.ｃｏｍ",
        "bücher.de",
    ],
)
def test_web_address_is_refused_however_it_is_written(name):
    with pytest.raises(ValidationError, match="web addresses"):
        names.check(name, max_length=80)


@pytest.mark.parametrize(
    "name",
    [
        "Stagedoor",
        "STAGEDOOR",
        "Stage door",
        "Ѕtаgеdооr",
        "5tag3door",
        "My Stagedoor App",
        "Kulturbote Nord",
        "kulturbotenord",
        "KuIturbote Nord",
        "The Kulturbote Team",
        "Kulturbote Nord Sync",
        "Support",
        "The Security Team",
        "ADMlN",
    ],
)
def test_name_like_ours_is_refused(name):
    with pytest.raises(ValidationError):
        names.check(name, max_length=80)


@pytest.mark.parametrize("name", ["Pаypal", "Ηarbour", "a\u202eb", "a\u200bb", "!!!", "a\nb", ""])
def test_tricks_are_refused(name):
    with pytest.raises(ValidationError):
        names.check(name, max_length=80)


def test_inner_space_is_squeezed():
    assert names.check(" Ana \u00a0  Rossi ", max_length=80) == "Ana Rossi"


@pytest.mark.parametrize(
    ("one", "other"),
    [("BIG", "big"), ("PayPaI", "Paypal"), ("Café", "cafe"), ("Poster Board", "poster-board")],
)
def test_names_that_look_alike_have_one_key(one, other):
    assert names.key(one) == names.key(other)


@given(st.text(max_size=120))
def test_any_text_is_checked_or_refused_and_its_key_fits_the_column(text):
    assert len(names.key(text)) <= names.MAX_KEY
    try:
        checked = names.check(text, max_length=80)
    except ValidationError:
        return
    assert names.check(checked, max_length=80) == checked
