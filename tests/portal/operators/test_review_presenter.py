"""What an operator reads before a review: state, risk, changes and unusual addresses."""

import pytest

from app.models.clients.host_proof import HostProof
from app.portal.operators import review_presenter
from tests.support.factories import make_client


@pytest.fixture
def client(app, context):
    client, _secret = make_client(
        website="https://www.poster.example",
        redirect_uris=("https://poster.example/cb", "https://evil.example/cb"),
        scopes="events:read",
    )
    with app.test_request_context():
        yield client


def test_state_follows_questions_and_approvals(client):
    assert review_presenter.state(client) == ("New", "info")
    client.review()
    assert review_presenter.state(client) == ("Changed", "warn")
    client.ask("Whose site?")
    assert review_presenter.state(client) == ("Asked", "")
    client.answer("Mine.")
    assert review_presenter.state(client) == ("Answered", "info")


@pytest.mark.parametrize(
    ("scopes", "kind"),
    [("events:read", ""), ("profile:read", "info"), ("events:read events:write", "warn")],
)
def test_risk_is_that_of_the_strongest_scope(client, scopes, kind):
    client.allow(frozenset(scopes.split()))
    assert review_presenter.risk(client)[1] == kind


def test_address_on_another_site_is_marked(client):
    badges = [link["badges"] for link in review_presenter.describe_links(client)]
    assert badges == [[], [("Not its website's host", "warn")]]


def test_proved_host_is_marked(client):
    HostProof.record(client, "evil.example", None)
    badges = [link["badges"] for link in review_presenter.describe_links(client)]
    assert badges == [[], [("Not its website's host", "warn"), ("Host proved", "ok")]]


def test_changes_show_labels_instead_of_keys(client):
    assert review_presenter.describe_changes(client) is None
    client.review()
    client.runs_on = "phone"
    (change,) = review_presenter.describe_changes(client)
    assert str(change["fact"]) == "Where it runs"
    assert change["added"] == ["On a phone; public, without a secret"]
