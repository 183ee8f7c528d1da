"""Privacy and terms: Markdown that an operator wrote, as HTML that can do nothing."""

import os

import pytest

from app.web.policies import policy_files
from app.web.policies.policy_files import UnreadablePolicyError

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[x](javascript:alert(1))",
    "[x](data:text/html,hi)",
    "![x](https://elsewhere.example/pixel.png)",
    '<form action="/logout"><button>x</button></form>',
    "<style>*{display:none}</style>",
]


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_in_the_file_becomes_active(source):
    html = policy_files.render(f"# Privacy\n\n{source}\n")
    for forbidden in ("<script", "<img", "<form", "<style", 'href="javascript', 'href="data'):
        assert forbidden not in html


def test_markdown_is_read():
    html = policy_files.render("# Privacy\n\n## Data\n\n- *one*\n- [two](https://a.example)\n")
    assert "<h1" not in html
    assert "<h2>Data</h2>" in html
    assert "<em>one</em>" in html
    assert 'href="https://a.example"' in html


def test_file_is_read_again_when_it_changes(tmp_path):
    path = tmp_path / "privacy.md"
    path.write_text("First")
    assert "First" in policy_files.load(path)
    path.write_text("Second")
    os.utime(path, ns=(1, 1))
    assert "Second" in policy_files.load(path)


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"x" * (policy_files.MAX_SIZE + 1), None],
    ids=["no UTF-8", "long", "missing"],
)
def test_file_that_cannot_be_shown_is_told(tmp_path, content):
    path = tmp_path / "terms.md"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadablePolicyError):
        policy_files.load(path)
    with pytest.raises(UnreadablePolicyError):
        policy_files.load(tmp_path)
