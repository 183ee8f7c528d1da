"""Lines chained by hashes: what an exported file shows when it was tampered with."""

import hashlib
import json

import pytest

from app.models.audit import audit_chain
from app.models.audit.audit_chain import BEFORE_THE_FIRST


def make_line(number, **changes):
    texts = {"address": "203.0.113.9", "agent": "Füchs\u2028in", "request_id": "r", "detail": "{}"}
    ids = dict.fromkeys(("actor_id", "client_id", "team_id", "subject_id", "grant_id"))
    return {"id": number, "at": 1_800_000_000, "action": "team.created", **ids, **texts, **changes}


@pytest.fixture
def chain():
    """Five sealed lines."""
    lines, previous = [], BEFORE_THE_FIRST
    for number in range(1, 6):
        lines.append(audit_chain.seal(make_line(number), number, previous))
        previous = lines[-1]["hash"]
    return lines


def reason(lines):
    found = audit_chain.find_break(lines)
    return found and (found.number, found.reason)


def test_whole_chain_and_each_run_of_it_hold(chain):
    assert all(audit_chain.find_break(chain[start:]) is None for start in range(5))


@pytest.mark.parametrize("name", audit_chain.FIELDS)
def test_change_of_any_member_is_found(chain, name):
    chain[2][name] = "x" if isinstance(chain[2][name], str) else 99
    assert reason(chain) == (3, "changed")


def test_line_that_is_gone_moved_or_put_between_is_found(chain):
    assert reason(chain[:2] + chain[3:]) == (4, "removed")
    assert reason([chain[0], chain[2], chain[1], *chain[3:]]) == (3, "removed")
    assert reason([*chain[:3], chain[2], *chain[3:]]) == (3, "order")
    forged = audit_chain.seal(make_line(77), 3, chain[1]["hash"])
    assert reason([*chain[:2], forged, *chain[3:]]) == (4, "order")


def test_beginning_that_was_cut_off_is_no_beginning(chain):
    assert reason([audit_chain.seal(make_line(2), 1, chain[0]["hash"])]) == (1, "start")


def test_documented_algorithm_finds_the_same_hash(chain):
    line = json.loads(json.dumps(chain[3], ensure_ascii=False))
    claimed = line.pop("hash")
    text = json.dumps(line, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == claimed
    assert line["previous"] == chain[2]["hash"]


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "1", '{"id": 1', '{"number": 1}'])
def test_text_that_is_no_line_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        list(audit_chain.read_lines([text]))
