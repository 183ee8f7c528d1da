"""Many consent pages of one pushed request, decided at one instant in two server processes."""

import pytest

from app.models.credentials.authorization_code import AuthorizationCode
from tests.support import oauth_flow as flow
from tests.support.http_race import form_call
from tests.support.live_client import LiveClient
from tests.support.people import sign_in_by_form
from tests.support.pushing import push, pushed_path

pytestmark = [pytest.mark.race, pytest.mark.both_databases]

ROUNDS = 3
PAGES = 8


def one_value_each(fields):
    """The fields as a form body has them."""
    lists = {name: v if isinstance(v, list) else [v] for name, v in fields.items()}
    return {name: values[0] for name, values in lists.items() if values}


def test_one_of_many_pages_answers_the_request(app, live_server, race):
    poster, address = flow.register(app), flow.make_organizer(app)
    browser = LiveClient(live_server)
    sign_in_by_form(browser, address)
    for _round in range(ROUNDS):
        path = pushed_path(poster, push(browser, poster, prompt="consent").json()["request_uri"])
        forms = [flow.find_form(browser.get(path).text, "Authorize") for _page in range(PAGES)]
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        calls = [
            form_call(
                f"{live_server.url}/oauth/authorize",
                one_value_each(form.press("Authorize" if number % 2 else "Deny")),
                {"Cookie": cookies, "Referer": live_server.url},
            )
            for number, form in enumerate(forms)
        ]
        statuses = sorted(answer.status for answer in race.run(calls))
        assert statuses == [302] + [400] * (PAGES - 1)
    assert flow.count(app, AuthorizationCode) <= ROUNDS
