"""What no browser sends: pages of teams and events answer it with a 4xx, on both databases."""

import pytest

from tests.support.forms import find_form
from tests.support.hall import EVENTS, add
from tests.support.people import sign_in

pytestmark = pytest.mark.both_databases

ADDRESSES = (
    "/teams/%00",
    "/teams/%ED%A0%80/events",
    "/teams/harbour-hall%00/members",
    f"{EVENTS}/%00",
    f"{EVENTS}/spring-night%00/edit",
    "/event/%00",
    "/harbour-hall/%00",
    "/invitations/%00",
    "/invitations/sd_inv_x",
    "/invite/%00",
    "/invite/sd_inv_x",
)
QUERIES = (
    "?q=%00",
    "?q=%ED%A0%80",
    "?after=9" + "9" * 14 + ".1",
    "?after=-1.-1",
    "?after=0.99999999999",
    "?shown=%00",
)
FORMS = (
    "/teams/new",
    "/teams/harbour-hall/settings",
    "/teams/harbour-hall/members",
    f"{EVENTS}/new",
    f"{EVENTS}/import",
    f"{EVENTS}/spring-night/edit",
)


def test_no_strange_request_is_answered_with_a_fault_of_ours(app, client, hall):
    """G1: no 5xx caused by input."""
    add(app)
    sign_in(client, "ana@example.org")

    answers = [client.get(path, follow_redirects=True) for path in ADDRESSES]
    assert {answer.status_code for answer in answers} == {404}
    assert {client.get(EVENTS + query).status_code for query in QUERIES} == {200}
    for path in FORMS:
        form = find_form(client.get(path).text)
        token = {"csrf_token": form.fields["csrf_token"][0]}
        names = [name for name in form.fields if name != "csrf_token"]
        for filled in ({}, dict.fromkeys(names, "\x00"), dict.fromkeys([*names, "file"], "x")):
            status = client.post(path, data={**token, **filled}).status_code
            assert 400 <= status < 500, (path, filled)
