"""Members of a registration's JSON, of the right type or refused by their name."""

import pytest

from app.models.clients.registrations.members import Members
from app.models.values.errors import ValidationError

pytestmark = pytest.mark.usefixtures("context")


def test_member_that_is_missing_and_one_that_is_null_are_the_same():
    for members in (Members({}), Members(dict.fromkeys("abcdef"))):
        assert (members.text("a"), members.texts("b"), members.flag("c")) == ("", (), False)
        assert (members.seconds("d"), members.mapping("e"), members.link("f")) == (None, None, "")
        assert not members.has("a")


@pytest.mark.parametrize(
    ("reader", "values"),
    [
        ("text", [7, [], {}, True, "a\x00"]),
        ("texts", ["a", {}, 7, [7], [None], ["a\x00"]]),
        ("flag", ["true", 1, 0, []]),
        ("seconds", ["60", -1, 1.5, True, 2**31]),
        ("mapping", ["a", [], 7]),
        (
            "link",
            [
                "http://a.example/",
                "a.example",
                "javascript:alert(1)",
                "https://u:p@a.example/",
                "https://a.example/#top",
                "https://[a.example/",
                "https:///a",
                "https://a.example/" + "x" * 500,
            ],
        ),
    ],
)
def test_value_of_a_wrong_kind_is_refused_by_the_members_name(reader, values):
    for value in values:
        with pytest.raises(ValidationError) as refused:
            getattr(Members({"member": value}), reader)("member")
        assert refused.value.field == "member"


def test_choice_is_one_of_the_possible_values():
    members = Members({"alg": "RS256"})
    assert members.choice("alg", ("RS256", "EdDSA")) == "RS256"
    with pytest.raises(ValidationError, match="RS256"):
        members.choice("alg", ("EdDSA",))
