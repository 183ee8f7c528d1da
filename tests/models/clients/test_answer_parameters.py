"""A redirect URI carries no parameter of our answers, however it is written."""

from urllib.parse import quote

import pytest

from app.models.clients import answer_parameters
from app.models.clients.answer_parameters import NAMES

URI = "https://app.example/cb?page=wp&"
# How a name reaches a parser that is more lenient than ours.
WRITINGS = {
    "plain": "{0}=x",
    "without a value": "{0}",
    "in capitals": "{1}=x",
    "space in front": "+{0}=x",
    "space behind": "{0}%20=x",
    "key of an array": "{0}[]=x",
    "key of an array, encoded": "{0}%5B0%5D=x",
    "in brackets": "[{0}]=x",
    "in brackets, encoded": "%5B{0}%5D=x",
    "in two brackets": "[[{0}]]=x",
    "before a bracket": "{0}]=x",
    "behind a bracket": "[{0}=x",
    "space and bracket in front": "+[{0}]=x",
    "encoded": "{2}=x",
    "encoded twice": "{3}=x",
    "ampersand encoded": "a=b%26{0}=x",
    "ampersand encoded twice": "a=b%2526{0}%253Dx",
    "after a semicolon": "a=b;{0}=x",
    "NUL behind": "{0}%00y=x",
    "NUL in front": "%00{0}=x",
    "line feed behind": "{0}%0A=x",
    "wide letters": "{4}=x",
    "soft hyphen inside": "%C2%AD{0}=x",
}
KEPT = (
    "https://app.example/cb",
    "https://app.example/code/state?page=code",
    "https://app.example/cb?barcode=1&codes=2&code2=3&my_state=4&scopes=5",
    "https://app.example/cb?next=%2Fa%3Fb%3Dc&flag&&x==",
    "com.example.app:/callback?c=d",
)


@pytest.mark.parametrize("writing", WRITINGS.values(), ids=WRITINGS.keys())
def test_parameter_is_found_however_it_is_written(writing):
    for name in NAMES:
        encoded = "".join(f"%{ord(letter):02X}" for letter in name)
        wide = quote("".join(chr(ord(letter) + 0xFEE0) for letter in name))
        written = writing.format(name, name.upper(), encoded, encoded.replace("%", "%25"), wide)
        assert answer_parameters.find(URI + written) == name


@pytest.mark.parametrize("uri", KEPT)
def test_other_parameters_are_none_of_ours(uri):
    assert answer_parameters.find(uri) is None


@pytest.mark.parametrize("mark", ["?", "??", "%3F", "%2523", "?[]"])
def test_mark_before_the_first_parameter_is_not_part_of_its_name(mark):
    """``new URLSearchParams(location.search.slice(1))`` is a usual way to read a query."""
    assert answer_parameters.find(f"https://app.example/cb?{mark}code=x") == "code"


def test_dots_and_spaces_are_underscores_to_php():
    for written in ("error.description", "error+description", "error%20description", "error[uri"):
        assert answer_parameters.find(f"{URI}{written}=x").startswith("error_")


def test_longest_address_is_read_at_once():
    """However deep it is encoded."""
    assert answer_parameters.find(URI + "%" + "25" * 900 + "63ode") == "code"
