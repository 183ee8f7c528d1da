"""The request that a form describes."""

import pytest

from app.models.values.errors import ValidationError
from app.portal.docs import endpoints, sample_requests
from app.portal.docs.explorer import api_request
from app.portal.docs.explorer.operation_form import OperationForm
from app.portal.docs.reader import ANONYMOUS


@pytest.fixture
def read(context):
    """Read the form of an operation with these values."""

    def read_form(group, slug, **values):
        form = OperationForm(endpoints.find(group, slug), ANONYMOUS)
        form.process(data=values)
        return api_request.read(form)

    return read_form


def test_path_query_and_headers_are_taken_from_their_fields(read):
    values = {"path-team": "hall", "query-q": "a&b c", "header-If-None-Match": '"1"'}
    request = read("events", "list-events", **values)
    assert request.path == "/api/v1/organizer/hall/events?q=a%26b+c"
    assert request.headers == {"If-None-Match": '"1"'}


@pytest.mark.parametrize("slug", ["a/b", "../x", "a/occurrences/2027-01-01"])
def test_value_that_leads_elsewhere_is_refused(read, slug):
    with pytest.raises(ValidationError) as caught:
        read("events", "show-event", **{"path-team": "hall", "path-slug": slug})
    assert caught.value.field == "path-slug"


def test_form_has_a_parameter_a_line(read):
    request = read("oauth", "issue-token", body="grant_type=a=b\n\n scope = x \nstray")
    assert request.form == {"grant_type": "a=b", "scope": "x", "stray": ""}


@pytest.mark.parametrize("value", ["$(reboot)", "`reboot`", 'a"b', "a'b", "a b&c", "!x"], ids=str)
def test_call_runs_nothing_in_a_shell(read, value):
    request = read("oauth", "issue-token", body=f"grant_type={value}")
    curl = sample_requests.write_call(request.call(ANONYMOUS), "curl")
    line = next(line for line in curl.splitlines() if "grant_type" in line)
    if not value.replace(" ", "").isalnum():
        assert "'" in line
        assert f'"grant_type={value}"' not in line


@pytest.mark.parametrize("language", list(sample_requests.WRITERS))
def test_call_has_headers_and_body_in_every_language(read, language):
    values = {"path-team": "hall", "header-Idempotency-Key": "once", "body": '{"title": "Walk"}'}
    request = read("events", "add-event", **values)
    call = sample_requests.write_call(request.call(ANONYMOUS), language)
    assert "Idempotency-Key" in call
    assert "once" in call
    assert "Walk" in call


def test_body_that_is_no_json_is_sent_and_shown_as_it_is(read):
    request = read("events", "add-event", **{"path-team": "hall", "body": "{broken"})
    assert (request.body, request.body_type) == ("{broken", "application/json")
    assert "{broken" in sample_requests.write_call(request.call(ANONYMOUS), "curl")
