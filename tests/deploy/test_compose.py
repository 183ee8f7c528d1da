"""deploy/compose.yaml: every container confined, every image chosen, no secret in the file."""

import os
import re
import shutil
import subprocess

import pytest
import yaml

from app.config import Settings
from tests.support.live_server import PROJECT
from tests.support.proxy import find_binary

FILE = PROJECT / "deploy" / "compose.yaml"
COMPOSE = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = ("app", "worker", "migrate")
VARIABLES = {"PUBLIC_HOST": "events.example.net", "POSTGRES_PASSWORD": "a-password-of-the-database"}


def service_ids(services):
    return pytest.mark.parametrize("service", services.values(), ids=services.keys())


@service_ids(SERVICES)
def test_every_container_is_confined(service):
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("privileged") is None
    assert "network_mode" not in service
    assert (
        not any("docker.sock" in volume for volume in service["volumes"])
        if ("volumes" in service)
        else True
    )


def test_what_others_can_fill_has_a_limit_of_memory_and_none_fills_the_disk_by_its_log():
    limited = {name for name, service in SERVICES.items() if "mem_limit" in service}
    assert limited == SERVICES.keys() - {"db"}  # which uses the machine's memory as its cache
    assert all("max-size" in each["logging"]["options"] for each in SERVICES.values())


def test_only_the_proxy_is_reached_from_outside_and_may_use_low_ports():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]
    added = {name: service.get("cap_add") for name, service in SERVICES.items()}
    assert {name for name, rights in added.items() if rights} == {"caddy"}
    assert added["caddy"] == ["NET_BIND_SERVICE"]


def test_database_and_redis_are_on_the_internal_network_alone():
    assert COMPOSE["networks"]["back"] == {"internal": True}
    assert [SERVICES[name]["networks"] for name in ("db", "redis")] == [["back"], ["back"]]
    assert "front" not in SERVICES["worker"]["networks"]


@service_ids({name: service for name, service in SERVICES.items() if name not in OURS})
def test_images_of_others_name_a_version_and_can_be_pinned(service):
    variable, image = re.fullmatch(r"\$\{(\w+_IMAGE):-([^}]+)\}", service["image"]).groups()
    assert variable.endswith("_IMAGE")
    _name, tag = image.split(":")
    assert re.match(r"\d", tag), "Name a version, never latest."


def test_no_secret_is_in_the_file():
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|TOKEN|KEY|DATABASE_URL", variable):
                assert "${POSTGRES_PASSWORD:?" in value, f"{name}: {variable}"


def test_settings_that_the_file_decides_are_settings():
    names = {name.upper() for name in Settings.model_fields}
    assert {name for each in OURS for name in SERVICES[each]["environment"]} <= names


def test_what_is_waited_for_can_be_healthy_or_complete():
    checked = {
        name for name, service in SERVICES.items() if "test" in service.get("healthcheck", {})
    }
    checked.add("app")  # by the image itself
    for service in SERVICES.values():
        for name, depends in service.get("depends_on", {}).items():
            if depends["condition"] == "service_healthy":
                assert name in checked
            else:
                assert (name, SERVICES[name]["restart"]) == ("migrate", "no")


def test_networks_and_volumes_are_declared():
    networks = {name for service in SERVICES.values() for name in service["networks"]}
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", ())]
    volumes = {name for name in (mount.partition(":")[0] for mount in mounts) if name[0] != "."}
    assert networks == COMPOSE["networks"].keys()
    assert volumes == COMPOSE["volumes"].keys()


def test_proxy_takes_the_reference_file_with_the_host_and_the_server(tmp_path):
    caddy = find_binary("caddy")
    if caddy is None:
        pytest.skip("Caddy is not installed: its configuration is not tried.")
    *_shell, script = SERVICES["caddy"]["entrypoint"]
    edit, start = script.replace("$$", "$").strip().splitlines()
    edit = edit.replace("/etc/caddy/reference", str(PROJECT / "deploy/caddy/Caddyfile"))
    edit = edit.replace("/tmp/Caddyfile", str(tmp_path / "Caddyfile"))
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **VARIABLES}
    subprocess.run(["/bin/sh", "-c", edit], env=environment, check=True)
    text = (tmp_path / "Caddyfile").read_text()
    assert (text.count("\nevents.example.net {"), text.count("reverse_proxy app:5000 {")) == (1, 1)
    command = [caddy, "adapt", "--adapter", "caddyfile", "--config", tmp_path / "Caddyfile"]
    adapted = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert adapted.returncode == 0, adapted.stderr
    assert start == "exec caddy run --adapter caddyfile --config /tmp/Caddyfile"


def test_docker_understands_the_file(tmp_path):
    command = ["docker", "compose", "--file", str(FILE), "config", "--quiet"]
    if shutil.which("docker") is None:
        pytest.skip("docker is not installed.")
    if subprocess.run(
        ["docker", "compose", "version"], capture_output=True, check=False
    ).returncode:
        pytest.skip("docker has no compose plugin.")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **VARIABLES}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
