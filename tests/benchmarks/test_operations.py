"""Every operation that ``make bench`` measures still answers as expected, and is judged."""

from functools import partial

import pytest

from app.api.events.event_imports import MAX_EVENTS
from benchmarks import operations
from benchmarks.comparison import Form, Results
from benchmarks.installation.installation import install
from benchmarks.measurement import Figure
from benchmarks.operations import OPERATIONS
from benchmarks.peers.peer import BARE, DJANGO_TOOLKIT, NAIVE
from benchmarks.stagedoor.side import NAME, requests_of
from benchmarks.targets import Verdict, verdicts_of
from tests.support.application import drop_notes

# Files of thousands of events are the same request as the one of a hundred, at some length.
LONG = {operations.IMPORT, operations.LARGE_IMPORT}


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("benchmarks")
    installation = install(f"sqlite:///{folder}/bench.db", folder, events=30, tokens=20, uses=3)
    yield installation
    drop_notes(installation.app)


def answer(installation, request):
    """The answer of the application in this process."""
    browser = installation.app.test_client(use_cookies=False)
    return browser.open(request.to_environ())


def ask(installation, request):
    """Headers and body, as from a server."""
    received = answer(installation, request)
    return {name.lower(): value for name, value in received.headers}, received.data


@pytest.mark.parametrize("name", sorted(OPERATIONS.keys() - LONG))
def test_operation_is_answered_as_expected(installation, name):
    [request] = requests_of(installation, partial(ask, installation))[name](1)
    received = answer(installation, request)
    assert received.status_code == request.status, received.text


def test_no_file_has_more_events_than_a_request_may_import():
    assert {name for name in LONG if OPERATIONS[name].events > MAX_EVENTS} == set()


def results_where(our_seconds, their_seconds):
    """Results in which all operations of a side cost the same."""

    def figure(seconds):
        return Figure(server_seconds=seconds, database_seconds=0, rate=1)

    sides = {NAME: our_seconds, BARE: 0.0001, DJANGO_TOOLKIT.name: their_seconds}
    figures = {name: figure(seconds) for name, seconds in sides.items()}
    return Results("sqlite", dict.fromkeys(OPERATIONS, figures))


def test_targets_are_reached_by_who_is_quick_and_missed_by_who_is_slow():
    assert all(verdict.is_reached for verdict in verdicts_of(results_where(0.0001, 0.01)))
    slow = [verdict for verdict in verdicts_of(results_where(1, 0.01)) if not verdict.is_reached]
    assert {verdict.target for verdict in slow} >= {
        "feed kept / bare Flask",
        f"refresh x {DJANGO_TOOLKIT.name}",
        "consent page x DOT + DRF",
        "bulk of 100, ms an event",
    }


def test_peer_that_did_not_run_is_not_judged():
    verdicts = verdicts_of(results_where(0.001, 0.01))
    assert not [verdict for verdict in verdicts if NAIVE.name in verdict.target]


def test_operations_that_are_left_out_are_neither_repeated_nor_judged():
    names = operations.named("introspection,/me")
    assert names == {operations.INTROSPECTION, operations.ME}
    form = Form(rounds=1, is_quick=True, names=names)
    assert {name for name in OPERATIONS if form.repetitions(name)} == names
    results = results_where(0.0001, 0.01)
    results.figures = {name: results.figures[name] for name in names}
    assert all(verdict.target.startswith(tuple(names)) for verdict in verdicts_of(results))
    assert operations.named("") == OPERATIONS.keys()


def test_verdict_at_the_limit_is_reached():
    assert Verdict("memory", "sqlite", 120, 120, at_least=False).is_reached
    assert not Verdict("ratio", "sqlite", 0.39, 0.40).is_reached
