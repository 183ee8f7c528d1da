"""Guesses and mails are limited by address and by account."""

import pytest

from app.portal.access import rate_limits
from tests.support.factories import make_user
from tests.support.settings import make_settings


@pytest.fixture
def settings(database_url, tmp_path):
    """An installation with low limits."""
    return make_settings(
        database_url=database_url,
        stagedoor_home=tmp_path,
        rate_limits=True,
        rate_limit_login="3 per minute",
        rate_limit_mail="2 per hour",
    )


def test_user_gets_as_many_mails_as_the_setting_says(app, context):
    ana, ben = make_user(), make_user()

    assert [rate_limits.may_mail(ana) for _ in range(3)] == [True, True, False]
    assert rate_limits.may_mail(ben)


def test_account_is_named_by_a_digest_that_ignores_case_and_spaces(app):
    digests = []
    for email in ("ana@example.org", " ANA@example.org ", "ben@example.org"):
        with app.test_request_context("/login", method="POST", data={"email": email}):
            digests.append(rate_limits.named_account())

    assert digests[0] == digests[1] != digests[2]
    assert "ana" not in digests[0]


def test_account_takes_the_guesses_of_several_addresses(app, context):
    assert rate_limits._rate_of_account() == "30 per 1 minute"
