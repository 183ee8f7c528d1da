"""How much mail to others an account, a team, and all of them to one domain may cause."""

import pytest

from app.mail import allowance
from tests.support.factories import make_team, make_user
from tests.support.settings import make_settings

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def settings(database_url, tmp_path):
    return make_settings(
        database_url=database_url,
        stagedoor_home=tmp_path,
        rate_limits=True,
        rate_limit_mail_account="2 per hour",
        rate_limit_mail_team="3 per hour",
        rate_limit_mail_domain="4 per hour",
    )


def test_account_may_cause_so_many_mails_whomever_they_are_to():
    by = make_user()
    answers = [allowance.may_send(f"x@{n}.example", by=by) for n in range(4)]
    assert answers == [True, True, False, False]
    assert allowance.may_send("x@9.example", by=make_user())


def test_team_may_cause_so_many_mails_whoever_sends_them():
    team = make_team()
    answers = [allowance.may_send(f"x@{n}.example", by=make_user(), team=team) for n in range(4)]
    assert answers == [True, True, True, False]


def test_domain_gets_so_many_mails_whoever_causes_them():
    addresses = ["a@one.example", "b@ONE.example", "c@one.example", "d@one.example"]
    assert all(allowance.may_send(to, by=make_user()) for to in addresses)
    assert not allowance.may_send("e@one.example", by=make_user())
    assert allowance.may_send("a@two.example", by=make_user())


def test_refused_mail_counts_for_nothing():
    by = make_user()
    for _mail in range(4):
        allowance.may_send("x@one.example")
    assert not allowance.may_send("x@one.example", by=by)
    assert [allowance.may_send("x@two.example", by=by) for _mail in range(3)] == [True, True, False]
