"""Failures as the flow doctor presents them: title, fix, difference and clock."""

import pytest

from app.models.flow_doctor.diagnosis import Reason, Step
from app.models.flow_doctor.flow_failure import FlowFailure
from app.portal.flow_doctor.failure_presenter import FIXES, TEXTS, describe, explain


@pytest.fixture(autouse=True)
def request_context(app):
    with app.test_request_context("/"):
        yield


def failure(reason, facts="{}"):
    return FlowFailure(reason=reason, step=Step.TOKEN, facts_json=facts)


def test_every_reason_has_a_title_with_any_facts():
    assert set(TEXTS) == set(Reason)
    for reason in Reason:
        assert explain(reason, {})[0]


@pytest.mark.parametrize("reason", FIXES, ids=lambda reason: reason.value)
def test_fact_picks_the_fix(reason):
    fact, fixes = FIXES[reason]
    explained = [explain(reason, {fact: value})[1] for value in fixes]
    assert all(explained)
    assert len(set(explained)) == len(fixes)


@pytest.mark.parametrize(
    ("reason", "facts", "sentence"),
    [
        (Reason.CODE_EXPIRED, {"seconds": 7200}, "The code expired 2 hours earlier"),
        (Reason.WRONG_TEAM, {"sent": "cellar"}, "The token does not reach “cellar”"),
        (Reason.CODE_USED, {"at": 1_700_000_000}, "It was exchanged on 14 Nov 2023, 22:13."),
        (Reason.WRONG_TEAM, {"reached": "hall owl"}, "It reaches: hall, owl."),
    ],
)
def test_facts_are_written_for_people(reason, facts, sentence):
    assert sentence in " ".join(explain(reason, facts))


@pytest.mark.parametrize(
    ("seconds", "warning"),
    [(0, ""), (-120, "clock is 2 minutes slow."), (120, "clock is 2 minutes fast.")],
    ids=["right", "slow", "fast"],
)
def test_wrong_clock_of_the_app_is_part_of_the_fix(seconds, warning):
    fix = explain(Reason.TOKEN_EXPIRED, {"seconds": 5, "clock_off": seconds})[1]
    assert fix.endswith(warning)
    assert ("clock" in fix) is bool(warning)


def test_difference_of_two_uris_is_marked_and_escaped():
    sent, registered = "https://a.example/<b>/", "https://a.example/<b>"
    row = failure(Reason.REDIRECT_URI_DIFFERS)
    row.facts_json = f'{{"sent": "{sent}", "registered": "{registered}", "differs": "slash"}}'
    assert describe(row)["difference"] == {
        "sent": "https://a.example/&lt;b&gt;<mark>/</mark>",
        "registered": "https://a.example/&lt;b&gt;<mark>‸</mark>",
    }


@pytest.mark.parametrize(
    ("reason", "expected"), [(Reason.SECRET_WRONG, True), (Reason.CODE_USED, False)]
)
def test_only_failures_of_secrets_list_the_secrets(reason, expected):
    assert describe(failure(reason))["about_secrets"] is expected
