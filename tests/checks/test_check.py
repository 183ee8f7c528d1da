"""A check says one line a problem, or that all is well."""

from app.checks.check import Check, refuse, warn
from tests.support.settings import make_settings


def test_check_without_a_problem_is_one_line_that_says_ok():
    check = Check("Doors", "closed.", lambda settings: [])
    assert list(map(str, check.run(make_settings()))) == ["ok       Doors: closed."]


def test_each_problem_is_a_line_that_begins_with_its_level():
    check = Check("Doors", "closed.", lambda settings: [warn("ajar."), refuse("open.")])
    assert list(map(str, check.run(make_settings()))) == [
        "warning  Doors: ajar.",
        "refuse   Doors: open.",
    ]
