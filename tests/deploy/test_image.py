"""deploy/Dockerfile: what it promises; test_packages.py runs its commands."""

import re

from tests.support.image import IGNORED, context_files, instructions
from tests.support.live_server import PROJECT

STEPS = instructions()
LAST_STAGE = STEPS[max(i for i, step in enumerate(STEPS) if step.name == "FROM") :]


def texts(name, steps=STEPS):
    return [step.text for step in steps if step.name == name]


def test_base_is_a_chosen_version_that_can_be_pinned_by_digest():
    (base,) = texts("ARG")
    version = re.fullmatch(r"BASE=python:3\.(\d+)-slim-\w+", base)[1]
    assert texts("FROM") == ["${BASE} AS build", "${BASE}"]
    required = re.search(
        r'requires-python = ">=3\.(\d+)"', (PROJECT / "pyproject.toml").read_text()
    )
    assert int(version) >= int(required[1])


def test_packages_are_those_of_the_lock_file_by_the_same_uv():
    version = re.search(r"^UV_VERSION := (.+)$", (PROJECT / "Makefile").read_text(), re.M)[1]
    installed = [text for text in texts("RUN") if "install" in text and "pip" in text]
    assert installed[0].endswith(f" uv=={version}")
    assert [text for text in installed[1:] if "--no-deps" not in text] == []
    assert any(" sync " in text and "--frozen" in text for text in texts("RUN"))


def test_image_does_not_run_as_root():
    (user,) = texts("USER", LAST_STAGE)
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user), "A number, which engines can verify."


def test_image_has_one_folder_to_write_to_and_a_check_without_a_shell():
    assert texts("VOLUME") == ['["/var/lib/stagedoor"]']
    (check,) = (step for step in LAST_STAGE if step.name == "HEALTHCHECK")
    assert check.text.startswith('CMD ["python", "-c", ')
    assert {flag.partition("=")[0] for flag in check.flags} >= {"--interval", "--timeout"}
    assert all(text.startswith("[") for text in texts("ENTRYPOINT") + texts("CMD"))


def test_nothing_is_fetched_by_address_and_no_secret_is_in_a_layer():
    assert texts("ADD") == []
    assert [text for text in texts("RUN") if re.search("curl|wget|apt-get|https?:", text)] == []
    assert [
        text for text in texts("ENV") + texts("ARG") if re.search("SECRET|PASSWORD", text)
    ] == []
    copied = [step for step in LAST_STAGE if step.name == "COPY"]
    assert [step.flags for step in copied] == [["--from=build"]], "No source beside the package."


def test_build_sees_named_files_and_nothing_else():
    lines = [line for line in IGNORED.read_text().splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    assert [name for name in context_files() if not (PROJECT / name).exists()] == []
    assert [name for name in context_files() if name.startswith((".", "instance", "tests"))] == []
