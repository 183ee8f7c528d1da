"""The alerts and the dashboard ask for metrics that there are, in a language that is understood."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.settings import make_settings

DEPLOY = Path(__file__).parents[2] / "deploy"
RULES = DEPLOY / "prometheus" / "stagedoor.rules.yml"
NAME = re.compile(r"\b(?:stagedoor|process)_[a-z_0-9]+|\bstagedoor:[a-z_0-9:]+")


@pytest.fixture
def settings(database_url, tmp_path):
    """With metrics."""
    return make_settings(database_url=database_url, stagedoor_home=tmp_path, metrics=True)


def expressions():
    """Every expression of the rules and the dashboard."""
    dashboard = json.loads((DEPLOY / "grafana" / "stagedoor.json").read_text())
    shown = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    return [
        *re.findall(r"expr: *(?:>-)?((?:.+\n?)(?:^ {10}.+\n)*)", RULES.read_text(), re.M),
        *shown,
    ]


def test_metrics_of_rules_and_dashboard_exist(client):
    offered = client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text
    names = set(re.findall(r"^# TYPE (\S+)", offered, re.M))
    names |= {f"{name}_{part}" for name in names for part in ("bucket", "sum", "count")}
    names |= set(re.findall(r"record: (\S+)", RULES.read_text()))
    names.add("stagedoor_replica_lag_seconds")  # where there is one: test_replica.py
    asked_for = {name for expression in expressions() for name in NAME.findall(expression)}
    assert len(asked_for) > 7
    assert asked_for <= names


def test_actions_of_alerts_are_counted(client):
    offered = client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text
    counted = set(re.findall(r'action="([a-z_.]+)"', offered))
    patterns = re.findall(r'action=~?"([^"]+)"', RULES.read_text())
    alerted = {action for pattern in patterns for action in pattern.split("|")}
    assert alerted
    assert alerted <= counted


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
@pytest.mark.parametrize("test", [("check", RULES.name), ("test", "stagedoor.rules.test.yml")])
def test_prometheus_understands_the_rules(test):
    command = ["promtool", test[0], "rules", test[1]]
    result = subprocess.run(command, cwd=RULES.parent, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
