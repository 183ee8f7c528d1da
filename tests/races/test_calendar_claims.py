"""Several processes want to read one source at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.extensions import db
from app.models.calendar_subscriptions import subscription_attempt
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from tests.support.factories import make_team, make_user

AT_ONCE = 4


@pytest.mark.race
@pytest.mark.both_databases
def test_one_of_all_who_see_the_same_turn_may_read(app):
    with app.app_context():
        row = CalendarSubscription.add(make_team(make_user()), url="https://a.example/", name="")
        db.session.commit()
        number = row.id
    together = Barrier(AT_ONCE)

    def claim(_number):
        with app.app_context():
            [turn] = subscription_attempt.list_due(5)
            together.wait(10)
            attempt = subscription_attempt.claim(turn)
            return attempt and attempt.subscription_id

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert sorted(filter(None, pool.map(claim, range(AT_ONCE)))) == [number]
