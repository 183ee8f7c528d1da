"""What a developer may say about an app."""

import pytest

from app.models.clients.client_metadata import ClientMetadata
from app.models.values.errors import ValidationError

pytestmark = pytest.mark.usefixtures("context")

URI = "https://app.example/cb"


def refused_field(**changes):
    """Return the field that the house refuses; None when it takes everything."""
    given = {"name": "Poster Board", "redirect_uris": (URI,), **changes}
    try:
        ClientMetadata(**given).checked()
    except ValidationError as error:
        return error.field
    return None


@pytest.mark.parametrize(
    "name",
    [
        "Poster Board",
        "x" * 100,
        "Плакат",
        "Calendar Плакат",
        "Καφενείο 21",
        "日本のイベント",
        "👩\u200d👩\u200d👧 Family",
        "<script>alert(1)</script>",
        "{{7*7}} & Sons",
    ],
)
def test_name_of_any_language_is_taken_as_it_is(name):
    """Markup is no error, it is escaped where it is shown."""
    assert refused_field(name=name) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "x" * 101,
        "...",
        "Poster\nBoard",
        "Poster\x00Board",
        "Poster\u202eBoard",
        "Poster\u2066Board",
        "Poster\u200bBoard",
        "Poster\ufeffBoard",
        "Poster\u00adBoard",
        "\ud800",
        "\u0420aypal",
        "Goo\u0261le \u0391pp Store\u0430",
        "Admin",
        "Official Support",
        "The Official App",
        "STAGEDOOR",
        "Stage door",
        "St\u00e1ged0or Team",
    ],
)
def test_name_that_hides_or_pretends_something_is_refused(name):
    """Invisible characters, mixed alphabets, reserved words, our own name."""
    assert refused_field(name=name) == "name"


@pytest.mark.parametrize(
    "website", ["", "https://app.example/a?b=c", "https://bücher.example", "http://localhost:3000"]
)
def test_website_is_optional_and_https(website):
    assert refused_field(website=website) is None


@pytest.mark.parametrize(
    "website",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "http://app.example",
        "https:evil.example",
        "https://user@app.example",
        "https://good.example\\@evil.example",
        "https://app.example/ onclick=x",
        'https://app.example/"onclick=x',
        "https://app.example/\u202e",
        "https://app.example/\x00",
        "https://[app.example",
        "app.example",
        "https://app.example/" + "a" * 500,
    ],
)
def test_website_with_another_scheme_or_trick_is_refused(website):
    """A link that people follow leads to a web page, and is at most 500 long."""
    assert refused_field(website=website) == "website"


@pytest.mark.parametrize(
    "uris",
    [
        (),
        (URI, URI),
        (URI, "https://app.example/cb#f"),
        tuple(f"{URI}{number}" for number in range(11)),
    ],
    ids=["none", "twice", "one bad", "eleven"],
)
def test_list_of_addresses_has_one_to_ten_different_good_ones(uris):
    """At most ten addresses."""
    assert refused_field(redirect_uris=uris) == "redirect_uris"


def test_refusal_names_the_line_of_the_bad_address():
    metadata = ClientMetadata(name="Poster Board", redirect_uris=(URI, "https://*.example/cb"))
    with pytest.raises(ValidationError) as refused:
        metadata.checked()
    assert refused.value.message.startswith("Line 2: ")


def test_unknown_scope_profile_or_place_is_refused():
    """Known scopes only."""
    assert refused_field(scopes=frozenset({"events:read", "admin"})) == "scopes"
    assert refused_field(profile="other") == "profile"
    assert refused_field(runs_on="toaster") == "confidential"


def test_description_is_one_line_of_at_most_300_characters():
    assert refused_field(description="a" * 300) is None
    assert refused_field(description="a" * 301) == "description"
    assert refused_field(description="a\u202eb") == "description"


def test_every_bad_address_is_named_with_its_line():
    with pytest.raises(ValidationError) as caught:
        ClientMetadata("Poster Board", ("http://a.example/", URI, "/cb", URI)).checked()
    lines = caught.value.message.split("\n")
    assert [line.split(":")[0] for line in lines] == ["Line 1", "Line 3", "Line 4"]
    assert "is already in line 2" in lines[2]
