"""What an answer's markup says, whatever the white space of its template."""

import html as entities
import re

CODE = re.compile(r'<pre\b[^>]*><code translate="no">(.*?)</code></pre>', re.S)


def compact(html: str) -> str:
    """``html`` without white space beside tags, and with single spaces elsewhere."""
    return re.sub(r" ?(<[^>]*>) ?", r"\1", " ".join(html.split()))


def code_blocks(html: str) -> list[str]:
    """The text of each block of code, as a person copies it: without the colours' elements."""
    return [entities.unescape(re.sub(r"<[^>]*>", "", code)) for code in CODE.findall(html)]
