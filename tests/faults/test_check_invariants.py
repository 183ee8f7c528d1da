"""The script that decides after each fault: what is wrong is found, and nothing else."""

from functools import partial

import pytest
from sqlalchemy import text

from app.extensions import db
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.refresh_token import RefreshToken
from app.models.credentials.token_family import TokenFamily
from app.models.teams.team import Team
from faults.check_invariants import check_invariants, find_untold
from faults.ledger import EventWrites, Family, Ledger, Outcome
from tests.support import factories
from tests.support.hooks import make_hooked

KEY = "k0123"


@pytest.fixture
def ledger(context) -> Ledger:
    """What callers were told of a world in which everything is as it should be."""
    owner = factories.make_user()
    team = factories.make_team(owner, slug="hall")
    client, _secret = factories.make_client()
    code = factories.make_code(factories.make_grant(client, owner, team))
    row = AuthorizationCode.find(code, client)
    row.redeem()
    pair = row.issue_tokens()
    event = factories.make_event(team, KEY, summary="second")
    db.session.commit()
    ledger = Ledger()
    ledger.events[KEY] = EventWrites(KEY, event.slug, "second")
    ledger.families = [Family(code, client.client_id, pair.access_token, pair.refresh_token)]
    ledger.consents = [code]
    ledger.spend(code, pair.access_token)
    ledger.end(Outcome("read", ledger.begin(), 0.0, 200))
    return ledger


def change_rows(statement, _ledger):
    db.session.execute(text(statement))


def add_event(_ledger):
    factories.make_event(Team.find("hall"), KEY)


def add_refresh_token(_ledger):
    RefreshToken.issue(db.session.query(TokenFamily).one(), scopes="events:read", lifetime=60)


def add_family(_ledger):
    TokenFamily.open(db.session.query(TokenFamily).one().grant)


def say_revoked(ledger):
    ledger.families[0].is_revoked = True


def spend_twice(ledger):
    ledger.spend(ledger.consents[0], "another token")


def lose_answer(ledger):
    ledger.begin()


# What goes wrong, and the rule and column of what has to be found.
FAULTS = {
    "lost event": (partial(change_rows, "UPDATE event SET title = 'x'"), "J1 lost"),
    "lost change": (partial(change_rows, "UPDATE event SET summary = 'first'"), "J1 lost"),
    "deleted event": (partial(change_rows, "UPDATE event SET deleted_at = 1"), "J1 lost"),
    "lost code": (partial(change_rows, "UPDATE authorization_code SET digest = 'x'"), "J1 lost"),
    "lost tokens": (partial(change_rows, "UPDATE token_family SET revoked_at = 1"), "J1 lost"),
    "doubled event": (add_event, "J1 duplicated"),
    "code without tokens": (
        partial(change_rows, "UPDATE authorization_code SET family_id = NULL"),
        "J2 half-made",
    ),
    "family without tokens": (add_family, "J2 half-made"),
    "two refresh tokens": (add_refresh_token, "J2 half-made"),
    "spent without successor": (
        partial(change_rows, "UPDATE refresh_token SET spent_at = 1"),
        "J2 half-made",
    ),
    "grant without audit": (
        partial(change_rows, "UPDATE audit_event SET grant_id = NULL"),
        "J2 half-made",
    ),
    "code spent twice": (spend_twice, "J3 duplicated"),
    "revoked token works": (say_revoked, "J4 revived"),
    "changed audit line": (partial(change_rows, "UPDATE audit_event SET at = at - 1"), "J5 broken"),
    "request without an end": (lose_answer, "J7 broken"),
}


def test_nothing_is_found_where_all_is_well(ledger):
    assert check_invariants(ledger) == []


@pytest.mark.parametrize(("plant", "expected"), FAULTS.values(), ids=FAULTS)
def test_planted_fault_is_found(ledger, plant, expected):
    assert check_invariants(ledger) == []  # and seals the audit trail
    plant(ledger)
    db.session.commit()
    found = {f"{finding.rule} {finding.column}" for finding in check_invariants(ledger)}
    assert expected in found


def test_change_whose_answer_was_lost_may_be_there_or_not(ledger):
    ledger.events[KEY].later = {"third"}
    assert check_invariants(ledger) == []
    change_rows("UPDATE event SET summary = 'third'", ledger)
    db.session.commit()
    assert check_invariants(ledger) == []


def test_change_that_a_webhook_was_not_told_is_found(context):
    hooked = make_hooked("http://127.0.0.1:9/0")
    event = factories.make_event(hooked.team, KEY)
    db.session.commit()
    number, seq = event.id, event.change_seq
    assert [str(each) for each in find_untold({})] == [
        f"J6 not delivered: change {seq} of event {number} to /0"
    ]
    assert len(find_untold({("/0", number): seq - 1})) == 1
    assert find_untold({("/0", number): seq}) == []
