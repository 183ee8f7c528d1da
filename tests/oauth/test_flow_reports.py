"""Diagnoses of refused requests: what is wrong with a scope or a redirect URI."""

import pytest

from app.models.flow_doctor.diagnosis import Reason
from app.oauth import flow_reports
from tests.support.factories import REDIRECT_URI, make_client


@pytest.fixture
def client(context):
    client, _secret = make_client(scopes="events:read")
    return client


@pytest.mark.parametrize(
    ("text", "reason", "scopes"),
    [
        ("events:read admin", Reason.SCOPE_UNKNOWN, "admin"),
        ("events:read tickets:read", Reason.SCOPE_ABOVE_CEILING, "tickets:read"),
    ],
)
def test_scope_is_named(client, text, reason, scopes):
    diagnosis = flow_reports.of_scope(client, text)
    assert (diagnosis.reason, diagnosis.facts["scopes"]) == (reason, scopes)


def test_redirect_uri_that_differs_is_compared_with_the_registered_one(client):
    diagnosis = flow_reports.of_redirect_uri(client, f"{REDIRECT_URI}/")
    assert diagnosis.reason == Reason.REDIRECT_URI_DIFFERS
    assert (diagnosis.facts["registered"], diagnosis.facts["differs"]) == (REDIRECT_URI, "slash")


def test_redirect_uri_that_is_missing_is_told_with_the_number_of_choices(client):
    diagnosis = flow_reports.of_redirect_uri(client, "")
    assert (diagnosis.reason, diagnosis.facts["count"]) == (Reason.REDIRECT_URI_MISSING, 1)
