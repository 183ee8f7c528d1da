"""How a redirect URI that was sent differs from the nearest registered one."""

import pytest

from app.models.clients.redirect_difference import compare, split_at_difference

URI = "https://app.example/callback"
LONG = "https://cal.example/options.php?page=stagedoor&lang=en"

DIFFERENCES = [
    (URI, f"{URI}/", "slash"),
    (URI, "https://app.example/Callback", "case"),
    (URI, f" {URI}", "space"),
    (URI, "https://app.example/call%62ack", "encoding"),
    (URI, "https%3A%2F%2Fapp.example%2Fcallback", "encoding"),
    (URI, "http://app.example/callback", "scheme"),
    (URI, "https://app.example:8443/callback", "port"),
    (URI, "https://www.app.example/callback", "host"),
    (URI, "https://app.example/oauth/callback", "path"),
    (URI, f"{URI}?x=1", "query"),
    (URI, f"{URI}#token", "fragment"),
    (URI, "https://[nonsense", "other"),
]


@pytest.mark.parametrize(("registered", "sent", "name"), DIFFERENCES)
def test_difference_has_a_name(registered, sent, name):
    assert compare([registered], sent)["differs"] == name


def test_nearest_of_several_is_the_one_to_compare_with():
    registered = ["https://other.example/cb", URI, LONG]
    assert compare(registered, f"{URI}s")["registered"] == URI
    assert compare(registered, f"{LONG}&x")["registered"] == LONG


def test_values_that_are_not_registered_are_not_kept():
    sent = "https://ana:hunter2@cal.example/options.php?page=stagedoor&lang=it&code=abc#state=x"
    shown = compare([LONG], sent)["sent"]
    assert shown == "https://…@cal.example/options.php?page=stagedoor&lang=…&code=…#…"


def test_long_address_is_cut():
    assert len(compare([URI], f"{URI}/{'x' * 9000}")["sent"]) == 500


def test_long_query_without_values_is_read_in_one_pass():
    """A pattern that looked for "=" from each character on took minutes for a request line."""
    sent = f"{URI}?{'25' * 500_000}"
    assert compare([URI], sent)["sent"] == sent[:500]


def test_nothing_registered_is_nothing_near():
    assert compare([], URI)["registered"] == ""


@pytest.mark.parametrize(
    ("one", "other", "parts"),
    [
        ("abcd", "abXd", ("ab", "c", "d")),
        ("ab", "ab/", ("ab", "", "")),
        ("ab/", "ab", ("ab", "/", "")),
        ("aa", "a", ("a", "a", "")),
        ("", "x", ("", "", "")),
    ],
)
def test_address_is_split_where_it_differs(one, other, parts):
    assert split_at_difference(one, other) == parts
