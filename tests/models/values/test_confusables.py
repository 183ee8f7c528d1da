"""Skeletons: what looks alike has the same one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.values import confusables


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("paypal", "раураl"),  # Cyrillic
        ("Ηarbour", "Harbour"),  # Greek
        ("modern", "modem"),
        ("O", "0"),
        ("l", "I"),
        ("𝖧all", "Hall"),  # mathematical
    ],
)
def test_what_looks_alike_has_one_skeleton(one, other):
    assert confusables.skeleton(one) == confusables.skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("hall", "ball"), ("a", "o"), ("Harbour", "Harbor")])
def test_what_looks_different_has_two(one, other):
    assert confusables.skeleton(one) != confusables.skeleton(other)


@given(st.text(max_size=40))
def test_skeleton_of_a_skeleton_is_itself(text):
    once = confusables.skeleton(text)
    assert confusables.skeleton(once) == once
