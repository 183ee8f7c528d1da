"""Every acceptance case has one test, and docs/flows/acceptance.md says which."""

import ast
import re

from tests.conventions.source import PROJECT, python_files

CASES = range(1, 79)
TABLE = PROJECT / "docs" / "flows" / "acceptance.md"


def read_cases() -> dict[int, str]:
    """Return "file::test" by the number with which the test's docstring begins ("Case 57.")."""
    tests: dict[int, str] = {}
    for path in python_files("tests/acceptance"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                number = re.match(r"Case ([0-9]+)\.", ast.get_docstring(node) or "")
                assert number, f'The docstring of {node.name} does not begin with "Case <number>."'
                assert int(number[1]) not in tests, f"Case {number[1]} has two tests."
                tests[int(number[1])] = f"{path.name}::{node.name}"
    return tests


def test_every_case_has_a_test():
    assert sorted(read_cases()) == list(CASES)


def test_names_of_the_tests_are_sentences_without_numbers():
    assert [test for test in read_cases().values() if "test_case_" in test] == []


def test_table_names_the_test_of_every_case():
    rows = re.findall(r"^\| (\d+) \|.*\| `([\w.]+::\w+)` \|$", TABLE.read_text("utf-8"), re.M)
    assert {int(number): test for number, test in rows} == read_cases()


def test_every_case_runs_on_both_databases():
    for path in python_files("tests/acceptance"):
        if path.name.startswith("test_"):
            text = path.read_text(encoding="utf-8")
            assert "\npytestmark = pytest.mark.both_databases\n" in text, path.name
