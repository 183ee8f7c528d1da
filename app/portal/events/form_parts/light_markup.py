"""Text with light markup: **bold**, *italic*, [link](https://…) and lines that begin with "- ".

What people write in a description. It reads well as it is, and becomes clean HTML.
"""

import re

from app.models.values import rich_text

_LINK = re.compile(
    r"\[([^\[\]\n]{1,200})\]\((https?://[^\s()<>\"]{1,2000}|mailto:[^\s()<>\"]{1,200})\)"
)
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]{1,500}?)(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<![*\w])\*(?=\S)([^*\n]{1,500}?)(?<=\S)\*(?![*\w])")
_ANCHOR = re.compile(r'<a href="([^"]*)" rel="nofollow noopener ugc">([^<]*)</a>')
_LIST = re.compile(r"<ul>((?:<li>(?:(?!</?(?:ul|ol|li)>).)*</li>)+)</ul>")


def to_html(text: str) -> str:
    """The text as clean HTML; raises ValidationError("description", …) when it is too long."""
    marked = _LINK.sub(_anchor, rich_text.from_text(text))
    marked = _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", marked))
    return rich_text.clean(_lists(marked))


def from_html(source: str) -> str | None:
    """Text that ``to_html`` turns into ``source``; None when there is none."""
    marked = _LIST.sub(_dashes, source)
    marked = _ANCHOR.sub(r"[\2](\1)", marked)
    for tag, mark in (("strong", "**"), ("b", "**"), ("em", "*"), ("i", "*")):
        marked = marked.replace(f"<{tag}>", mark).replace(f"</{tag}>", mark)
    text = rich_text.to_text(marked)
    return text if to_html(text) == source else None


def _anchor(match: re.Match[str]) -> str:
    label, link = match.groups()
    return f'<a href="{link}">{label}</a>'


def _lists(marked: str) -> str:
    """Paragraphs of which every line begins with a dash are lists."""
    return re.sub(r"<p>(- .*?)</p>", _list, marked)


def _list(match: re.Match[str]) -> str:
    lines = match[1].split("<br>")
    if not all(line.startswith("- ") for line in lines):
        return match[0]
    return f"<ul>{''.join(f'<li>{line[2:]}</li>' for line in lines)}</ul>"


def _dashes(match: re.Match[str]) -> str:
    items = re.findall(r"<li>(.*?)</li>", match[1])
    return f"<p>{'<br>'.join(f'- {item}' for item in items)}</p>"
