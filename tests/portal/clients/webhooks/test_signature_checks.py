"""The signature checker says in words which part of a request is wrong."""

import json

import pytest

from tests.portal.clients.webhooks.test_webhooks import add, client_id, path  # noqa: F401
from tests.support.forms import submit
from tests.support.signed_webhooks import OLD_SECRET
from tests.support.webhooks import deliver


@pytest.fixture
def sent(app, client, path, client_id):  # noqa: F811
    """The headers and body of a delivery, and the page that checks it."""
    address = add(client, path)
    with app.app_context():
        headers = deliver(client_id)
    return headers.pop("body"), headers, f"{address}/check"


def check(client, page, headers, body, **fields):
    """What the page says of a request with these headers, pasted as lines."""
    lines = "\n".join(f"{name}: {value}" for name, value in headers.items())
    answer = submit(client, page, "Check", headers=lines, body=body, **fields)
    assert answer.status_code == 200
    return answer.text


def test_genuine_request_is_called_so(client, sent):
    body, headers, page = sent
    assert "The signature is genuine" in check(client, page, headers, body)
    shouted = {name.upper(): value for name, value in headers.items()}
    assert "The signature is genuine" in check(client, page, shouted, f"{body}\r\n")
    as_php = {f"HTTP_{n.upper().replace('-', '_')}": v for n, v in headers.items()}
    assert "The signature is genuine" in check(client, page, as_php, body)


def test_headers_may_be_pasted_as_json(client, sent):
    body, headers, page = sent
    text = json.dumps(headers, indent=2)
    answer = submit(client, page, "Check", headers=text, body=body)
    assert "The signature is genuine" in answer.text


def test_each_fault_has_its_words(client, sent, clock):
    body, headers, page = sent
    changed = body.replace("spring", "autumn")
    assert "The body was changed" in check(client, page, headers, changed)
    written = json.dumps(json.loads(body), indent=2)
    assert "written again" in check(client, page, headers, written)
    renamed = {**headers, "webhook-id": "msg_other"}
    assert "The id is not one that we sent" in check(client, page, renamed, body)
    unsigned = {name: v for name, v in headers.items() if name != "webhook-signature"}
    assert "Not there: webhook-signature" in check(client, page, unsigned, body)
    forged = {**headers, "webhook-signature": "v1,AAAA"}
    assert "Wrong secret" in check(client, page, forged, body)
    assert "Wrong secret in your receiver" in check(client, page, headers, body, secret=OLD_SECRET)
    clock.advance(3600)
    late = check(client, page, headers, body)
    assert "The clock" in late
    assert "1 hour ago" in late


def test_secret_that_was_typed_is_not_sent_back(client, sent):
    body, headers, page = sent
    assert OLD_SECRET not in check(client, page, headers, body, secret=OLD_SECRET)


@pytest.mark.parametrize("headers", ["", " ", "\x00", ":", "webhook-id", "é: é\n" * 500])
def test_anything_may_be_pasted(client, sent, headers):
    _body, _headers, page = sent
    answer = submit(client, page, "Check", headers=headers, body="\x00é")
    assert answer.status_code in {200, 422, 400}
