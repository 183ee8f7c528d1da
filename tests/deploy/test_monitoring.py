"""The alerts and the dashboard ask for metrics that there are, in a language that is understood."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.support.settings import make_settings

DEPLOY = Path(__file__).parents[2] / "deploy"
RULES = DEPLOY / "prometheus" / "stagedoor.rules.yml"
TESTS = RULES.with_name("stagedoor.rules.test.yml")
DASHBOARD = json.loads((DEPLOY / "grafana" / "stagedoor.json").read_text())
needs_promtool = pytest.mark.skipif(
    not shutil.which("promtool"), reason="promtool is not installed"
)
NAME = re.compile(r"\b(?:stagedoor|process)_[a-z_0-9]+|\bstagedoor:[a-z_0-9:]+")


@pytest.fixture
def settings(database_url, tmp_path):
    """With metrics."""
    return make_settings(database_url=database_url, stagedoor_home=tmp_path, metrics=True)


def expressions():
    """Every expression of the rules and the dashboard."""
    return [
        *re.findall(r"expr: *(?:>-)?((?:.+\n?)(?:^ {10}.+\n)*)", RULES.read_text(), re.M),
        *shown(),
    ]


def shown():
    """Every expression of the dashboard."""
    return [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def test_metrics_of_rules_and_dashboard_exist(client):
    offered = client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text
    names = set(re.findall(r"^# TYPE (\S+)", offered, re.M))
    names |= {f"{name}_{part}" for name in names for part in ("bucket", "sum", "count")}
    names |= set(re.findall(r"record: (\S+)", RULES.read_text()))
    # Where there is a replica: tests/database/postgresql/test_replica.py.
    names |= {"stagedoor_replica_lag_seconds", "process_replica_answers_total"}
    asked_for = {name for expression in expressions() for name in NAME.findall(expression)}
    assert len(asked_for) > 7
    assert asked_for <= names


def test_panels_have_places_of_their_own():
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    squares = [
        (column, row)
        for place in (panel["gridPos"] for panel in panels)
        for column in range(place["x"], place["x"] + place["w"])
        for row in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(squares)) == len(squares)
    assert max(column for column, _row in squares) < 24


def test_each_alert_is_tried_on_a_good_and_on_a_bad_day():
    tests = yaml.safe_load(TESTS.read_text())["tests"]
    tried = [case for test in tests for case in test["alert_rule_test"]]
    fired = {case["alertname"] for case in tried if case.get("exp_alerts")}
    quiet = {case["alertname"] for case in tried if not case.get("exp_alerts")}
    alerts = set(re.findall(r"alert: (\S+)", RULES.read_text()))
    assert (fired, quiet) == (alerts, alerts)


def test_actions_of_alerts_are_counted(client):
    offered = client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text
    counted = set(re.findall(r'action="([a-z_.]+)"', offered))
    patterns = re.findall(r'action=~?"([^"]+)"', RULES.read_text())
    alerted = {action for pattern in patterns for action in pattern.split("|")}
    assert alerted
    assert alerted <= counted


@needs_promtool
@pytest.mark.parametrize("test", [("check", RULES.name), ("test", TESTS.name)])
def test_prometheus_understands_the_rules(test):
    command = ["promtool", test[0], "rules", test[1]]
    result = subprocess.run(command, cwd=RULES.parent, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@needs_promtool
def test_prometheus_understands_what_the_dashboard_asks(tmp_path):
    rules = [{"record": "panel", "expr": expression} for expression in shown()]
    (tmp_path / "rules.yml").write_text(
        yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]})
    )
    command = ["promtool", "check", "rules", "--lint=none", tmp_path / "rules.yml"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
