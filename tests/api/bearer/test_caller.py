"""What the API knows of its caller: one look-up of the token serves the whole request."""

import pytest

from app.extensions import db
from app.models.credentials.access_token import AccessToken
from app.models.values import secret
from tests.support.api import EVENTS, assert_problem, recorded_statements


def end_family(app, reader):
    """End what the reader's token belongs to; the token's text."""
    with app.app_context():
        AccessToken.find(reader.token).grant.revoke()
        db.session.commit()
    return reader.token


def never_issued(app, reader):
    """The text of a token that was never issued."""
    return secret.generate(secret.Kind.ACCESS_TOKEN)


@pytest.mark.parametrize("make", [end_family, never_issued], ids=["revoked", "unknown"])
def test_refused_token_is_looked_up_once(app, reader, make):
    reader.token = make(app, reader)
    with recorded_statements(app) as statements:
        answer = reader.get(EVENTS)
    assert_problem(answer, 401, "invalid_token")
    assert len([text for text in statements if "FROM access_token" in text]) == 1


def test_token_of_a_request_that_no_view_reads_is_looked_up_once(app, reader):
    with recorded_statements(app) as statements:
        assert reader.get("/api/v1/nothing").status_code == 404
    assert len([text for text in statements if "FROM access_token" in text]) == 1
