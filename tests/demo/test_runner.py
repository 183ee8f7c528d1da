"""Settings and addresses of the demo."""

import os

import click
import pytest

from app.demo import runner
from app.demo.people import PEOPLE
from tests.support.settings import make_settings


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """An environment of this test's own."""
    environment = {}
    monkeypatch.setattr(os, "environ", environment)
    return environment


def test_third_party_app_gets_the_next_port_or_its_own(environment):
    settings = make_settings(port=5000)
    assert runner.read_reader_port(settings) == 5001
    environment["DEMO_APP_PORT"] = "7000"
    assert runner.read_reader_port(settings) == 7000


@pytest.mark.parametrize("port", ["5000", "0", "65536", "none"])
def test_port_that_cannot_be_is_refused(environment, port):
    environment["DEMO_APP_PORT"] = port
    with pytest.raises(click.ClickException, match="DEMO_APP_PORT"):
        runner.read_reader_port(make_settings(port=5000))


def test_overview_names_every_account_and_address():
    text = runner.overview(make_settings(public_url="http://127.0.0.1:5000"), 5001)
    assert "http://127.0.0.1:5000/inbox" in text
    assert "http://127.0.0.1:5001" in text
    assert all(person.email in text for person in PEOPLE)


def test_there_is_no_tour_where_registration_needs_an_operator(capsys):
    runner.show_around(make_settings(registration="review"), 5001)
    assert "REGISTRATION is review" in capsys.readouterr().out
