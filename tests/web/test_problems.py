"""Names and texts of the error statuses."""

import pytest

from app.web import problems

ALL = [*problems.PROBLEMS.values(), problems.EXPIRED_FORM]


@pytest.mark.parametrize("problem", ALL, ids=lambda problem: str(problem.title))
def test_problem_is_ascii_for_programs_and_has_a_title_and_advice_for_people(problem):
    assert problem.description.isascii()
    assert problem.description.endswith(".")
    assert not {'"', "\\"} & set(problem.description)  # RFC 6749 section 5.2
    assert not str(problem.title).endswith(".")
    assert str(problem.advice).endswith(".")


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "not_found"), (418, "invalid_request"), (502, "server_error")],
    ids=["described", "other 4xx", "other 5xx"],
)
def test_other_statuses_have_the_problem_of_their_class(status, code):
    assert problems.find(status).code == code
