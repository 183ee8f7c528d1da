"""Bodies that are made to keep a thread busy: refused for about what any refusal costs."""

import pytest

from tests.support.costs import Budget, Operation

MEGABYTE = 1_000_000
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
PARTS = "multipart/form-data; boundary=b"
EVENTS = "/api/v1/organizer/harbour-hall/events"
REFUSAL = Budget(4_500, 16, 4)
BODIES = {
    "percent signs": (FORM, b"%" * MEGABYTE),
    "percent signs of one field": (FORM, b"token=" + b"%" * MEGABYTE),
    "encoded letters": (FORM, b"token=" + b"%41" * (MEGABYTE // 3)),
    "letters, some encoded": (FORM, b"token=" + b"%41a" * (MEGABYTE // 4)),
    "half of a character": (FORM, b"token=" + b"%C3" * (MEGABYTE // 3)),
    "plus signs": (FORM, b"token=" + b"+" * MEGABYTE),
    "ampersands": (FORM, b"&" * MEGABYTE),
    "equals signs": (FORM, b"=" * MEGABYTE),
    "lists in lists": (JSON, b"[" * MEGABYTE),
    "objects in objects": (JSON, b'{"a":' * (MEGABYTE // 5)),
    "many lists": (JSON, b'{"title":[' + b"[]," * (MEGABYTE // 3 - 9) + b"1]}"),
    "many objects": (JSON, b'{"title":[' + b"{}," * (MEGABYTE // 3 - 9) + b"1]}"),
    "one name again and again": (JSON, b"{" + b'"a":1,' * (MEGABYTE // 6 - 9) + b'"b":1}'),
    "a long number": (JSON, b'{"title":' + b"1" * (MEGABYTE - 99) + b"}"),
    "a long exponent": (JSON, b'{"title":1e' + b"9" * (MEGABYTE - 99) + b"}"),
    "a part without a name": (
        PARTS,
        b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
    ),
    "a part that never begins": (PARTS, b"x\r\n" * (MEGABYTE // 3)),
    "a part of almost boundaries": (
        PARTS,
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
        + b"\r\n--" * (MEGABYTE // 5)
        + b"\r\n--b--\r\n",
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_body_that_is_made_to_be_slow_costs_no_more_than_another(check, name):
    kind, body = BODIES[name]

    def send(world):
        if kind == JSON:
            return world.write(EVENTS, body)
        return world.environ("/login", method="POST", data=body, content_type=kind)

    check(name, Operation(send, REFUSAL, 400, most_runs=1))
