"""A page's forms send what a browser would send."""

import pytest

from app.demo.page import Page, UnexpectedAnswerError

HTML = """<title>Not read</title><h1>New <b>app</b></h1>
<form action="/search"><input name="q"></form>
<form method="post" action="/apps">
  <input type="hidden" name="csrf_token" value="abc">
  <input type="checkbox" name="scopes" value="read" checked>
  <input type="checkbox" name="scopes" value="write">
  <input type="checkbox" name="scopes" value="list" checked>
  <select name="zone"><option value="UTC">UTC<option value="Oslo" selected>Oslo</select>
  <select name="role"><option value="owner">Owner<option value="editor">Editor</select>
  <textarea name="about">
two
lines</textarea>
  <button type="button">Copy</button><button name="act" value="save">Save <i>changes</i></button>
</form>"""


def test_fields_and_buttons_are_sent_as_a_browser_sends_them():
    assert Page(HTML).find_form("Save").press("Save", zone="Rome") == {
        "csrf_token": ["abc"],
        "scopes": ["read", "list"],
        "zone": "Rome",
        "role": ["owner"],
        "about": ["two\nlines"],
        "act": "save",
    }


def test_heading_and_texts_are_what_can_be_read():
    page = Page(HTML)
    assert page.heading == "New app"
    assert page.text_after("Save", "chan") == "changes"
    assert "Not read" not in page.texts


def test_missing_button_and_text_are_named():
    with pytest.raises(UnexpectedAnswerError, match=r"“New app” has no button “Copy”"):
        Page(HTML).find_form("Copy")
    with pytest.raises(UnexpectedAnswerError, match="“New app” does not show a Secret"):
        Page(HTML).text_after("Secret", "x")
