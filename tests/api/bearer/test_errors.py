"""Errors of the API."""

import pytest
from werkzeug.exceptions import HTTPException

from app.api.bearer import errors
from app.api.bearer.caller import current_caller
from app.models.flow_doctor.diagnosis import Reason

METADATA = 'resource_metadata="http://localhost/.well-known/oauth-protected-resource/api/v1"'


def response_of(app, act):
    with app.test_request_context("/api/v1/me"), pytest.raises(HTTPException) as caught:
        act()
    return caught.value.get_response()


@pytest.mark.parametrize(
    ("act", "status", "header"),
    [
        (lambda: errors.refuse_for_now(17), 429, ("Retry-After", "17")),
        (lambda: errors.refuse_for_a_moment(503, "busy", "Busy."), 503, ("Retry-After", "1")),
        (
            lambda: errors.challenge(401, "invalid_token", "Old.", error="invalid_token"),
            401,
            (
                "WWW-Authenticate",
                'Bearer realm="Stagedoor", error="invalid_token", scope="profile:read", '
                + METADATA,
            ),
        ),
    ],
    ids=["limit", "moment", "challenge"],
)
def test_header_says_what_to_do(app, act, status, header):
    response = response_of(app, act)
    assert response.status_code == status
    assert response.headers[header[0]] == header[1]


def test_parameter_is_named_twice(app):
    body = response_of(app, lambda: errors.refuse_parameter("q", "Give text.")).get_json()
    assert (body["parameter"], body["message"]) == ("q", "q: Give text.")


def test_reason_is_kept_for_the_developer_only(app):
    with app.test_request_context("/api/v1/me"):
        errors.explain(Reason.TEAM_AMBIGUOUS)
        assert current_caller().diagnosis.reason is Reason.TEAM_AMBIGUOUS
