"""What the wire says of a reason: enough to fix the request, and nothing of anyone else."""

import re

import pytest

from app.models.flow_doctor.diagnosis import Reason, because
from app.oauth.descriptions import TEXTS, of_reason

PLAIN = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")


@pytest.mark.parametrize("reason", TEXTS)
def test_description_is_plain_and_a_sentence(reason):
    text = of_reason(because(reason, scopes="events:read"))
    assert PLAIN.fullmatch(text)
    assert text.endswith(".")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("events:reed", "The scope events:reed is unknown."),
        ("a b c d", "The scopes a, b, c are unknown."),
        ("<script>", "A requested scope is unknown."),
        ("é " + "x" * 41 + ' " \\', "A requested scope is unknown."),
        ("<b> openid", "The scope openid is unknown."),
    ],
)
def test_scope_is_named_as_far_as_it_is_harmless(sent, said):
    assert of_reason(because(Reason.SCOPE_UNKNOWN, scopes=sent)) == said


@pytest.mark.parametrize("reason", [Reason.SECRET_WRONG, Reason.SECRET_MISSING, Reason.DENIED])
def test_other_reasons_are_for_the_developer_only(reason):
    assert of_reason(because(reason)) is None
    assert of_reason(None) is None
