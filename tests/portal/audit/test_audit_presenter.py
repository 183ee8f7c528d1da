"""Every kind of line that the application writes has words."""

import re

from app.portal.audit.audit_presenter import WORDS
from tests.conventions.source import PROJECT

ACTION = r'"[a-z_]+\.[a-z_]+"'
# The name stands first in the call, perhaps as one of two: "a.b" if … else "c.d".
CALL = re.compile(rf"(?:record|_note)\(\s*({ACTION}(?:\s+if\s[^,]+?\selse\s+{ACTION})?)")


def test_every_kind_of_line_has_words():
    sources = [path.read_text() for path in (PROJECT / "app").rglob("*.py")]
    named = {
        name.strip('"')
        for source in sources
        for call in CALL.findall(source)
        for name in re.findall(ACTION, call)
    }
    assert len(named) > 40, "Does the pattern still find the calls?"
    assert named - WORDS.keys() == set()
