"""Tables as CSV files."""

import csv
import io
from unicodedata import category

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.web.csv_files import csv_file, csv_lines, original

SIGNS = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\u2212"]
DROPPED = ["", " ", "\u00a0", "\u3000", '"', "'", "\u201c", "\ufeff", "\u200b", ' "', '" ', "\0"]
SEPARATORS = [",", ";", "\t", "|", "\n", "\r\n"]
# Texts rich in what spreadsheets react to.
TEXTS = st.lists(
    st.sampled_from([*SIGNS, *DROPPED, *SEPARATORS, "a", "1", "\r", "\\", "caf\u00e9"]), max_size=12
).map("".join) | st.text(max_size=20)


def read(answer):
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def cell_of(text):
    """The cell as a program reads it."""
    [[_before, cell, _after]] = csv.reader(io.StringIO(csv_lines([["x", text, "y"]]), newline=""))
    return cell


def begins_a_formula(text):
    """Whether a spreadsheet that ignores quotes and what is not seen runs it."""
    unseen = {"Cc", "Cf", "Zl", "Zp"}  # an unassigned character is shown as a box
    seen = "".join(c for c in text if category(c) not in unseen or c in "\t\r\n")
    return seen.lstrip(" \u00a0\u3000\"'`\u2018\u2019\u201c\u201d").startswith(tuple(SIGNS))


@pytest.mark.parametrize("start", [*SIGNS, "\t", "\r", " =", "\n"], ids=ascii)
def test_no_cell_is_a_formula(start):
    cell = f'{start}HYPERLINK("https://evil.example")'
    assert read(csv_file("x", ["Who"], [[cell]]))[1] == [f"'{cell}"]


@pytest.mark.parametrize("dropped", DROPPED, ids=ascii)
@pytest.mark.parametrize("sign", SIGNS, ids=ascii)
def test_what_comes_before_a_sign_does_not_hide_it(dropped, sign):
    assert cell_of(f"{dropped}{sign}1") == f"'{dropped}{sign}1"


@pytest.mark.parametrize("separator", SEPARATORS, ids=ascii)
@pytest.mark.parametrize("dropped", DROPPED, ids=ascii)
def test_no_part_of_a_cell_is_a_formula_where_another_separator_counts(separator, dropped):
    assert cell_of(f"a{separator}{dropped}=1") == f"a{separator}'{dropped}=1"


@given(TEXTS)
@example("\t=1")
@example(";;=1")
@example("''=1")
@example("\x7f=1")
@example("\u061c=1")
def test_no_text_begins_a_formula_in_any_part_and_each_is_read_back(text):
    cell = cell_of(text)
    for separator in (";", ",", "\t", "|", "\n", "\r"):
        for part in cell.split(separator):
            assert not begins_a_formula(part) or part.lstrip().startswith("'"), (text, cell)
    assert original(cell) == text


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=5))
def test_a_program_reads_the_rows_that_were_written(rows):
    lines = csv_lines(rows)
    cells = list(csv.reader(io.StringIO(lines, newline=""), strict=True))
    assert [[original(cell) for cell in row] for row in cells] == rows
    assert all(line.startswith('"') for line in lines.split('"\r\n"')[:1] if line)


def test_every_cell_is_quoted():
    assert csv_lines([["a", 1, None]]) == '"a","1",""\r\n'


def test_numbers_and_ordinary_words_stay_as_they_are():
    words = 'Ana, "the" Rossi; 2 - 3 = 1, a@example.org, C++'
    rows = read(csv_file("x", ["a", "b", "c", "d"], [[-3, 2.5, words, None]]))
    assert rows == [["a", "b", "c", "d"], ["-3", "2.5", words, ""]]


def test_it_is_a_file_to_keep():
    headers = csv_file("activity", ["a"], []).headers
    assert headers["Content-Disposition"] == 'attachment; filename="activity.csv"'
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
