"""Descriptions of a client: settings, scopes by risk, examples of redirect URIs."""

import pytest

from app.models.clients.client_metadata import RUNS_ON
from app.models.clients.client_profile import PROFILES
from app.models.clients.client_status import Status
from app.portal.clients import client_presenter
from tests.support.factories import make_client


@pytest.fixture
def client(app, context):
    with app.test_request_context():
        yield make_client(scopes="events:read events:write")[0]


def test_every_status_profile_and_place_has_a_label():
    assert client_presenter.BADGES.keys() == set(Status) - {Status.DELETED}
    assert {choice.value for choice in client_presenter.PROFILE_LABELS} == PROFILES.keys()
    assert client_presenter.PLACES.keys() == set(RUNS_ON)


def test_bad_examples_all_have_a_reason(client):
    assert all(why for _uri, why in client_presenter.redirect_examples()["bad"])


def test_settings_follow_the_client(client):
    client.refresh_token_lifetime, client.pkce_required = 0, True
    described = {str(name): str(text) for name, text in client_presenter.describe_settings(client)}
    assert described["Refresh tokens"] == "are not issued"
    assert described["PKCE"] == "required, with S256"
    assert "Token in the query" not in described


def test_scopes_that_write_are_a_high_risk(client):
    risks = {line["text"] for line in client_presenter.summarize(client)["scopes"]}
    assert "events:write · high risk: it changes things" in risks
    assert "events:read · low risk: it reads a team's events" in risks
