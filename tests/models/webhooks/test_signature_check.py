"""What the signature checker says of requests that another library signed."""

import json

import pytest

from app.models.webhooks.signature_check import Finding, Received, Sent, check
from tests.support.signed_webhooks import BODY, OLD_SECRET, SECRET, sign


def findings(headers, body=BODY, *, secrets=(SECRET,), secret=None, known=True):
    """What is said of a request whose delivery is the one ``sign`` signs, and of another."""
    times = tuple(int(sign(ago=ago)["webhook-timestamp"]) for ago in (0, 60))
    sent = [Sent("msg_other", b'{"other": 1}'), Sent("msg_1", BODY, times)] if known else []
    return check(Received(headers, body, secret), secrets, sent)


def test_genuine_request_is_called_so():
    assert findings(sign()) == [Finding.GENUINE]
    assert findings(sign(), known=False) == [Finding.GENUINE]
    assert findings(sign(), secrets=(OLD_SECRET, SECRET)) == [Finding.GENUINE]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b" "])
def test_line_end_of_a_pasted_body_changes_nothing(end):
    assert findings(sign(), BODY + end) == [Finding.GENUINE]


def test_several_lines_are_read_as_they_were_before_the_form():
    body = json.dumps({"a": 1}, indent=1).encode()
    assert findings(sign(body), body.replace(b"\n", b"\r\n")) == [Finding.GENUINE]


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_header_that_is_missing(name):
    assert findings(sign() | {name: ""}) == [Finding.MISSING_HEADER]


@pytest.mark.parametrize("ago", [301, -320])
def test_clock_is_wrong_beside_a_good_signature(ago):
    assert findings(sign(ago=ago)) == [Finding.GENUINE, Finding.CLOCK]


def test_id_that_was_changed_or_is_unknown():
    headers = sign() | {"webhook-id": "msg_2"}
    assert findings(headers) == [Finding.ID]
    assert findings(sign(id="msg_3", secret=OLD_SECRET)) == [Finding.ID, Finding.SECRET]


@pytest.mark.parametrize("text", ["", "tomorrow", "²", "9" * 40])
def test_timestamp_that_is_no_time(text):
    headers = sign() | {"webhook-timestamp": text}
    assert findings(headers) != [Finding.GENUINE]


def test_timestamp_that_was_changed():
    headers = sign() | {"webhook-timestamp": sign(ago=30)["webhook-timestamp"]}
    assert findings(headers) == [Finding.TIMESTAMP]


def test_body_that_was_changed_or_written_again():
    assert findings(sign(), BODY.replace(b"spring", b"autumn")) == [Finding.BODY]
    assert findings(sign(), b"") == [Finding.BODY]
    rewritten = json.dumps(json.loads(BODY), separators=(",", ":")).encode()
    assert findings(sign(), rewritten) == [Finding.REWRITTEN_BODY]


@pytest.mark.parametrize("signature", [None, "v1,", "v1", "é", "v1a,xx v1,AAAA"])
def test_signature_by_another_secret_or_that_is_none(signature):
    headers = sign(secret=OLD_SECRET)
    if signature is not None:
        headers["webhook-signature"] = signature
    assert findings(headers) == [Finding.SECRET]


@pytest.mark.parametrize("secret", [OLD_SECRET, "whsec_é", "no secret"])
def test_receiver_has_another_secret(secret):
    assert findings(sign(), secret=secret) == [Finding.GENUINE, Finding.RECEIVER_SECRET]
    assert findings(sign(), secret=f" {SECRET}\r\n") == [Finding.GENUINE]
