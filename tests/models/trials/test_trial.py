"""A trial belongs to one developer, one app and one session, for an hour."""

import pytest

from app.models.accounts.browser_session import BrowserSession
from app.models.trials import trial
from app.models.trials.trial import Trial
from tests.support.factories import make_client, make_user


@pytest.fixture
def developer(context):
    return make_user()


@pytest.fixture
def session(developer):
    return BrowserSession.start(developer)[0]


@pytest.fixture
def client(developer):
    return make_client(developer)[0]


@pytest.fixture
def state(client, session):
    return trial.begin(client, session).state


def test_trial_is_known_in_its_own_session(state, client, session):
    assert trial.is_begun(state, client, session)


@pytest.mark.parametrize("forged", ["", "x", "x.y.z"])
def test_made_up_state_is_refused(forged, client, session):
    assert not trial.is_begun(forged, client, session)


def test_state_counts_for_no_other_session_app_or_developer(state, client, developer, session):
    another_session = BrowserSession.start(developer)[0]
    another_app = make_client(developer)[0]
    stranger = BrowserSession.start(make_user())[0]
    assert not trial.is_begun(state, client, another_session)
    assert not trial.is_begun(state, another_app, session)
    assert not trial.is_begun(trial.begin(client, stranger).state, client, stranger)


def test_challenge_is_that_of_rfc_7636_appendix_b():
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert Trial("state", verifier).challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_callback_is_an_address_of_this_site(context):
    assert trial.callback("cli_1") == "http://localhost/developer/apps/cli_1/try/callback"
