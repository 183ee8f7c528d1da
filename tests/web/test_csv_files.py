"""Tables as CSV files."""

import csv
import io

import pytest

from app.web.csv_files import csv_file


def read(answer):
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "\n"], ids=repr)
def test_no_cell_is_a_formula(start):
    cell = f'{start}HYPERLINK("https://evil.example")'
    assert read(csv_file("x", ["Who"], [[cell]]))[1] == [f"'{cell}"]


def test_numbers_and_ordinary_words_stay_as_they_are():
    rows = read(csv_file("x", ["a", "b", "c", "d"], [[-3, 2.5, 'Ana, "the" Rossi', None]]))
    assert rows == [["a", "b", "c", "d"], ["-3", "2.5", 'Ana, "the" Rossi', ""]]


def test_it_is_a_file_to_keep():
    headers = csv_file("activity", ["a"], []).headers
    assert headers["Content-Disposition"] == 'attachment; filename="activity.csv"'
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
