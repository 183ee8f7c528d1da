"""Every acceptance case is a test, and the table in the documents says which."""

import ast
import re

from tests.conventions.source import PROJECT, python_files

CASES = range(1, 79)
TABLE = PROJECT / "docs" / "flows" / "acceptance.md"


def read_cases():
    """Return "file::test" by the number in the test's name."""
    found = {}
    for path in python_files("tests/acceptance"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                number = re.match(r"test_case_([0-9]{2})_", node.name)
                assert number, f"{node.name} does not say which case it is."
                assert int(number[1]) not in found, f"Case {number[1]} has two tests."
                found[int(number[1])] = f"{path.name}::{node.name}"
    return found


def test_every_case_has_a_test():
    assert sorted(read_cases()) == list(CASES)


def test_table_names_the_test_of_every_case():
    rows = re.findall(r"^\| (\d+) \|.*\| `([\w.]+::\w+)` \|$", TABLE.read_text("utf-8"), re.M)
    assert {int(number): test for number, test in rows} == read_cases()


def test_every_case_runs_on_both_databases():
    for path in python_files("tests/acceptance"):
        if path.name.startswith("test_"):
            text = path.read_text(encoding="utf-8")
            assert "\npytestmark = pytest.mark.both_databases\n" in text, path.name
