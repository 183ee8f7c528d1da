"""The threat model names real tests and code; the policy can be found."""

import re

import pytest

from tests.conventions.source import PROJECT

PAGE = (PROJECT / "docs/security.md").read_text(encoding="utf-8")
PRINCIPLES = PAGE.partition("## Principles")[2].partition("\n## ")[0]
ROWS = re.findall(r"^\| (?!threat|-)[^|]+ \| [^|]+ \| ([^|]*) \| ([^|]*) \|$", PAGE, re.MULTILINE)


def principles():
    """Each principle's number and text."""
    return re.findall(r"^(\d+)\. (.*?)(?=^\d+\. |\Z)", PRINCIPLES, re.MULTILINE | re.DOTALL)


def test_principles_are_numbered_without_gaps():
    assert [int(number) for number, _text in principles()] == list(range(1, 20))


@pytest.mark.parametrize(("number", "text"), principles())
def test_each_principle_names_tests_that_exist(number, text):
    tests = re.findall(r"`([\w/.]+)`", text.rpartition("Tests:")[2])
    assert tests, number
    assert [name for name in tests if not (PROJECT / "tests" / name).exists()] == []


@pytest.mark.parametrize(("code", "tests"), ROWS)
def test_each_threat_names_code_and_tests_that_exist(code, tests):
    paths = [("app", name) for name in re.findall(r"`([\w/.]+)`", code)]
    paths += [("tests", name) for name in re.findall(r"`([\w/.]+)`", tests)]
    assert "tests" in dict(paths)
    assert [name for root, name in paths if not (PROJECT / root / name).exists()] == []


def test_policy_is_where_people_look_for_it():
    policy = (PROJECT / "SECURITY.md").read_text(encoding="utf-8")
    assert "/.well-known/security.txt" in policy
    assert "/credentials/report" in policy
