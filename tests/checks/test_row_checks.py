"""What ``stagedoor check`` finds in the rows."""

import time
from types import SimpleNamespace

import pytest

from app.checks import row_checks
from app.extensions import db
from app.models.clients.redirect_uri import RedirectURI
from app.models.credentials.signing_keys import signing_key
from app.models.grants.connection_total import ConnectionTotal
from app.models.webhooks.webhook_delivery import WebhookDelivery
from tests.support import factories
from tests.support.hooks import make_hooked

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]


def test_address_with_a_parameter_of_our_answers_is_named_by_its_app(settings):
    """And not shown itself: what is planted in it may be a credential."""
    client, _secret = factories.make_client()
    assert list(row_checks.find_answer_parameters(settings)) == []
    db.session.add(RedirectURI(uri="https://old.example/cb?code=planted", client=client))
    db.session.commit()
    [problem] = row_checks.find_answer_parameters(settings)
    assert problem.level == "warning"
    assert client.client_id in problem.text
    assert "the parameter code" in problem.text
    assert "planted" not in problem.text


def test_signing_key_that_cannot_be_read_or_is_old_is_named(app, settings, clock):
    assert list(row_checks.find_signing_keys(settings)) == []
    signing_key.make_missing()
    assert list(row_checks.find_signing_keys(settings)) == []
    clock.advance(401 * 86_400)
    assert [problem.level for problem in row_checks.find_signing_keys(settings)] == ["warning"] * 2
    app.config["SECRET_KEY"] = "another key"
    problems = list(row_checks.find_signing_keys(settings))
    assert [problem.level for problem in problems] == ["refuse"] * 2
    assert "stagedoor keys rotate" in problems[0].text


def test_clock_that_is_wrong_is_noticed_by_that_of_the_database(
    settings, database_engine, monkeypatch
):
    assert list(row_checks.find_wrong_clock(settings)) == []
    now = time.time()
    monkeypatch.setattr(row_checks, "time", SimpleNamespace(time=lambda: now - 90))
    texts = [problem.text for problem in row_checks.find_wrong_clock(settings)]
    assert ["seconds apart" in text for text in texts] == [True] * (database_engine != "sqlite")


def test_secret_that_the_key_no_longer_opens_is_not_for_a_backup_to_mend(settings, monkeypatch):
    sentence = "1 authenticator app(s) are unreadable: add their key to SECRET_KEY_FALLBACKS."
    monkeypatch.setattr(row_checks.invariants, "find_broken", lambda: [sentence, "1 is broken."])
    changed, broken = (problem.text for problem in row_checks.find_broken_rows(settings))
    assert "SECRET_KEY was changed" in changed
    assert "backup" not in changed
    assert "Restore a backup" in broken


def test_operator_whose_address_is_not_confirmed_is_named(settings):
    factories.make_user(is_operator=True)
    assert list(row_checks.find_unproved_accounts(settings)) == []
    factories.make_user("old@example.org", is_operator=True, verified_at=None)
    db.session.commit()
    [problem] = row_checks.find_unproved_accounts(settings)
    assert problem.level == "warning"
    assert "stagedoor user confirm old@example.org" in problem.text


def test_developer_team_without_an_admin_who_can_sign_in_is_named(settings, clock):
    admin = factories.make_user()
    team = factories.make_developer_team(admin)
    assert list(row_checks.find_unmanaged_teams(settings)) == []
    admin.disabled_at = clock.now()
    db.session.commit()
    [problem] = row_checks.find_unmanaged_teams(settings)
    assert (problem.level, team.public_id in problem.text) == ("warning", True)


def test_webhook_that_no_worker_tells_is_warned_of(settings, clock):
    hooked = make_hooked("https://hooks.example.org/")
    clock.advance(3600)
    assert list(row_checks.find_waiting_webhooks(settings)) == []
    factories.make_event(hooked.team)
    db.session.commit()
    clock.advance(299)
    assert list(row_checks.find_waiting_webhooks(settings)) == []
    clock.advance(60)
    [problem] = row_checks.find_waiting_webhooks(settings)
    assert problem.level == "warning"
    assert "stagedoor work" in problem.text
    assert db.session.query(WebhookDelivery).filter_by(state="pending").all() == []


def test_count_of_connections_that_no_worker_makes_any_more_is_late(settings, clock):
    db.session.add(ConnectionTotal(client_id=1, grants=5000, teams=2000, counted_at=clock.at))
    db.session.add(ConnectionTotal(client_id=2, counted_at=clock.at - 7 * 86_400))  # by pages
    db.session.commit()
    clock.advance(86_400)
    assert list(row_checks.find_late_counts(settings)) == []
    clock.advance(1)
    [problem] = row_checks.find_late_counts(settings)
    assert problem.level == "warning"
    assert "24 hours ago. Run stagedoor work" in problem.text
