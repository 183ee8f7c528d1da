"""deploy/Dockerfile without an engine: its own commands, run in a folder in place of the root."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.live_server import PROJECT

DOCKERFILE = PROJECT / "deploy" / "Dockerfile"
IGNORED = PROJECT / ".dockerignore"
ABSOLUTE = re.compile(r"(?<![\w.})/:])/(?=opt|src|dist|var|usr/local)")
UV = PROJECT / ".venv" / "bin" / "uv"


class Instruction(NamedTuple):
    """One line of a Dockerfile: ``RUN``, its flags such as ``--from=build``, and the rest."""

    name: str
    flags: list[str]
    text: str

    @property
    def words(self) -> list[str]:
        """The words of a JSON form, else those between spaces."""
        is_list = self.text.startswith("[")
        return json.loads(self.text) if is_list else self.text.split()


def instructions() -> list[Instruction]:
    """Return every instruction, in order."""
    text = DOCKERFILE.read_text(encoding="utf-8").replace("\\\n", " ")
    parsed = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, rest = line.split(maxsplit=1)
            flags = re.match(r"(?:--\S+\s+)*", rest)[0]
            parsed.append(Instruction(name, flags.split(), rest[len(flags) :]))
    return parsed


def context_files() -> list[str]:
    """Return the names that .dockerignore lets into the build."""
    lines = IGNORED.read_text(encoding="utf-8").splitlines()
    return [line[1:] for line in lines if line.startswith("!")]


class Image:
    """The image in ``root``: what its commands made, and how it starts."""

    def __init__(self, root: Path):
        """Run every instruction of the Dockerfile."""
        self.root = root
        self.entrypoint: list[str] = []
        self.command: list[str] = []
        self.health: list[str] = []
        self._folder, self._variables = root, {}
        for instruction in instructions():
            handle = getattr(self, f"_{instruction.name.lower()}", None)
            if handle is not None:
                handle(instruction)

    @property
    def folder(self) -> Path:
        """The working directory of the image."""
        return self._folder

    @property
    def bin(self) -> Path:
        """Where the commands of the image's environment are."""
        return self.root / "opt/stagedoor/bin"

    @property
    def variables(self) -> dict[str, str]:
        """The image's own environment, with this machine's programs behind its own."""
        path = f"{self._variables['PATH']}:{self.root}/base"
        return {**self._variables, "PATH": path, "HOME": str(self.root), "LANG": "C.UTF-8"}

    def inside(self, text: str) -> str:
        """Return the text with the image's paths below ``root``."""
        return ABSOLUTE.sub(f"{self.root}/", text)

    def _from(self, _instruction: Instruction) -> None:
        base = self.root / "base"
        base.mkdir(exist_ok=True)
        for name, program in (("python", sys.base_prefix), ("uv", UV)):
            link = base / name
            found = Path(program) / "bin/python3" if name == "python" else program
            if not link.exists():
                link.symlink_to(found)
        self._folder = self.root
        self._variables = {"PATH": "/usr/local/bin:/usr/bin:/bin"}

    def _env(self, instruction: Instruction) -> None:
        pairs = (word.partition("=") for word in shlex.split(instruction.text))
        self._variables |= {name: self.inside(value) for name, _, value in pairs}

    def _workdir(self, instruction: Instruction) -> None:
        self._folder = Path(self.inside(instruction.text))
        self._folder.mkdir(parents=True, exist_ok=True)

    def _copy(self, instruction: Instruction) -> None:
        *sources, target = instruction.words
        if instruction.flags:  # from the other stage, whose paths are below the same root
            assert Path(self.inside(sources[0])).exists()
            return
        for name in context_files() if sources == ["."] else sources:
            copy(PROJECT / name, (self._folder / target / name).resolve())

    def _run(self, instruction: Instruction) -> None:
        command = self.inside(instruction.text)
        if " pip install " in command and " uv==" in command:
            return  # uv is there already: test_image.py compares its version
        if os.getuid() != 0:
            command = re.sub(r" -[og] \d+", "", command)  # only root gives files away
        run_with_cache(["/bin/sh", "-c", command], self._folder, self.variables)

    def _entrypoint(self, instruction: Instruction) -> None:
        self.entrypoint = instruction.words

    def _cmd(self, instruction: Instruction) -> None:
        self.command = instruction.words

    def _healthcheck(self, instruction: Instruction) -> None:
        self.health = json.loads(instruction.text.removeprefix("CMD "))


def copy(source: Path, target: Path) -> None:
    """Copy a file or a folder, without what Python compiled."""
    if source.is_dir():
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, target, ignore=ignore, dirs_exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def run_with_cache(command: list[str], folder: Path, variables: dict[str, str]) -> None:
    """Run a command of uv from its cache, or where that does not have everything, the network."""
    cache = subprocess.run([UV, "cache", "dir"], capture_output=True, text=True, check=True)
    shared = {"UV_CACHE_DIR": cache.stdout.strip(), "UV_SYSTEM_CERTS": "1"}
    for offline in ("1", "0"):
        result = subprocess.run(
            command,
            cwd=folder,
            env={**variables, **shared, "UV_OFFLINE": offline},
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode == 0:
            return
    if re.search("Request failed|error sending request|network|dns", result.stderr, re.I):
        pytest.skip(f"Neither uv's cache nor the network has it: {result.stderr[-300:]}")
    raise AssertionError(f"{command}\n{result.stderr}")
