"""The connections of an app with many grants are counted by the worker, those of others at once."""

import pytest

from app.background.connection_counts import INTERVAL, count_when_due
from app.extensions import db
from app.models.credentials import last_use
from app.models.grants import connection_total, grant_endings
from app.models.grants.connection_total import ConnectionTotal
from app.models.grants.grant import Grant
from app.models.usage import connection_summary
from app.models.usage.connection_summary import ClientUse
from tests.support import factories

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def team(monkeypatch):
    """A team; an app with more than two grants has many."""
    monkeypatch.setattr(connection_total, "MOST", 2)
    return factories.make_team(factories.make_user())


@pytest.fixture
def popular(clock, team):
    """An app with three grants, which cover two teams, and one that has ended."""
    client, _secret = factories.make_client(factories.make_user())
    for teams in ((team,), (team,), (team, factories.make_team(factories.make_user()))):
        connect(client, *teams)
    connect(client, team).revoke()
    db.session.commit()
    return client


def connect(client, *teams):
    return factories.make_grant(client, factories.make_user(), *teams)


def use_of(client):
    """What pages say of the app's use, whichever way they read it."""
    use = connection_summary.summarize([client])[client.id]
    assert connection_summary.with_namesake(client)[0] == use
    db.session.rollback()
    return use


@pytest.mark.both_databases
def test_many_are_more_than_a_page_counts_until_the_worker_has_counted_them(popular, clock):
    assert use_of(popular) == ClientUse(grants=2, teams=2, has_more=True)
    assert not count_when_due()
    assert use_of(popular) == ClientUse(grants=3, teams=2, counted_at=clock.at)


@pytest.mark.both_databases
def test_count_is_that_of_its_time_until_the_next_one(popular, team, clock):
    count_when_due()
    connect(popular, team)
    db.session.commit()
    clock.advance(INTERVAL - 1)
    count_when_due()
    assert use_of(popular).grants == 3
    clock.advance(1)
    count_when_due()
    assert use_of(popular) == ClientUse(grants=4, teams=2, counted_at=clock.at)


@pytest.mark.both_databases
def test_few_are_counted_when_they_are_shown(team, clock):
    client, _secret = factories.make_client(factories.make_user())
    connect(client, team)
    db.session.commit()
    count_when_due()
    connect(client, team)
    db.session.commit()
    assert use_of(client) == ClientUse(grants=2, teams=1)
    assert db.session.get(ConnectionTotal, client.id) is None


@pytest.mark.both_databases
def test_many_that_became_few_are_counted_by_pages_again(popular, clock):
    count_when_due()
    for grant in db.session.scalars(db.select(Grant).limit(2)):
        grant.revoke()
    db.session.commit()
    assert use_of(popular).grants == 3
    clock.advance(INTERVAL)
    count_when_due()
    assert use_of(popular) == ClientUse(grants=1, teams=2)


@pytest.mark.both_databases
def test_end_of_all_is_seen_at_once_also_by_a_count_that_goes_on(popular, clock):
    """The worker has looked at the app before its developer ends everything."""
    count_when_due()
    clock.advance(60)
    candidate, *_others = connection_total.list_candidates(popular.id - 1)
    numbers = connection_total.count(popular.id)
    grant_endings.end_all_of(popular)
    db.session.commit()
    assert use_of(popular) == ClientUse()
    connection_total.keep(candidate, numbers, at=clock.at)
    db.session.commit()
    assert use_of(popular) == ClientUse()


@pytest.mark.both_databases
def test_clock_that_was_set_back_holds_up_no_count(popular, team, clock):
    count_when_due()
    connect(popular, team)
    db.session.commit()
    clock.advance(-INTERVAL)
    count_when_due()
    assert use_of(popular).grants == 4


@pytest.mark.both_databases
def test_every_app_is_looked_at_whatever_fits_into_a_statement(popular, team, clock, monkeypatch):
    other, _secret = factories.make_client(factories.make_user())
    for _grant in range(4):
        connect(other, team)
    db.session.commit()
    monkeypatch.setattr(connection_total, "SLICE", 1)
    count_when_due()
    assert [use_of(client).grants for client in (popular, other)] == [3, 4]


@pytest.mark.both_databases
def test_last_use_of_an_app_is_the_latest_of_its_grants_and_never_goes_back(popular, clock):
    count_when_due()
    first, second, *_rest = db.session.scalars(db.select(Grant.id).order_by(Grant.id)).all()
    db.session.rollback()
    for grant_id, seconds in ((second, 100), (first, 50), (second, -10)):
        clock.advance(seconds)
        last_use.mark(Grant, grant_id)
    last_use.flush()
    assert use_of(popular).last_used_at == clock.at + 10
    clock.advance(-50)
    last_use.mark(Grant, first)
    last_use.flush()
    assert use_of(popular).last_used_at == clock.at + 60


@pytest.mark.both_databases
def test_no_more_are_read_than_are_shown(popular, clock):
    rows = db.session.execute(connection_total.live_of(popular.id, clock.at, most=2)).all()
    assert len(rows) == 2


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
def test_approval_waits_for_no_count(popular, team, app):
    """A transaction holds the row of the app's total, as a worker does that stores its count."""
    count_when_due()
    mine = db.select(ConnectionTotal).where(ConnectionTotal.client_id == popular.id)
    db.session.execute(mine.with_for_update())
    with app.app_context():
        db.session.execute(db.text("SET LOCAL lock_timeout = 2000"))
        connect(db.session.merge(popular), db.session.merge(team))
        db.session.commit()
    db.session.rollback()
