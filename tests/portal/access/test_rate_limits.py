"""Guesses and mails are limited by address and by account."""

from functools import partial

import pytest

from app.factory import create_app
from app.portal.access import rate_limits
from tests.support.factories import make_user
from tests.support.settings import make_settings

pytestmark = pytest.mark.usefixtures("standing_time")


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


@pytest.mark.parametrize("redis_url", ["", "redis://127.0.0.1:1/0"], ids=["memory", "dead redis"])
def test_submissions_are_counted_by_network(app, settings, redis_url):
    limited = app_with(settings, rate_limit_invite="2 per hour", redis_url=redis_url)
    limited.add_url_rule("/ask", view_func=rate_limits.count_requests("rate_limit_invite")(ask))
    ask_from = partial(statuses, limited.test_client(), "/ask")
    assert ask_from("2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:1::3") == [200, 200, 429]
    assert ask_from("2001:db8:0:2::1") == [200]


@pytest.mark.parametrize("redis_url", ["", "redis://127.0.0.1:1/0"], ids=["memory", "dead redis"])
def test_guesses_without_an_account_are_counted_by_network(app, settings, redis_url):
    limited = app_with(settings, redis_url=redis_url)
    guess = rate_limits.count_guesses(None, wrong=frozenset({404}))(missing)
    limited.add_url_rule("/guess", view_func=guess)
    assert statuses(limited.test_client(), "/guess", *["192.0.2.1"] * 4) == [404, 404, 404, 429]
    assert statuses(limited.test_client(), "/guess", "192.0.2.2") == [404]


def test_failure_of_the_server_is_no_guess(app, settings):
    limited = app_with(settings)
    limited.add_url_rule("/fail", view_func=rate_limits.count_guesses()(fail))
    assert statuses(limited.test_client(), "/fail", *["192.0.2.1"] * 5) == [500] * 5


def app_with(settings, **changes):
    return create_app(settings.model_copy(update=changes))


def ask():
    return "asked"


def missing():
    return "missing", 404


def fail():
    raise RuntimeError


def statuses(client, path, *addresses):
    """What a request of each address is answered."""
    return [
        client.get(path, environ_base={"REMOTE_ADDR": address}).status_code for address in addresses
    ]
