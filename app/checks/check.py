"""A check of the installation, and what it finds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.config import Settings


class Level(StrEnum):
    """How bad a finding is; the command fails on REFUSE."""

    OK = "ok"
    WARNING = "warning"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Problem:
    """What a check found: what is wrong and what to do, without a secret in it."""

    level: Level
    text: str


@dataclass(frozen=True)
class Finding:
    """One line of ``stagedoor check``."""

    level: Level
    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.level:<7}  {self.name}: {self.text}"


@dataclass(frozen=True)
class Check:
    """Looks at one thing. ``find`` yields its problems; with none the line says ``ok``.

    With ``stops_start`` the server refuses to start with what is refused.
    """

    name: str
    ok: str
    find: Callable[[Settings], Iterable[Problem]]
    stops_start: bool = False

    def run(self, settings: Settings) -> Iterator[Finding]:
        """Yield a finding for each problem, or the one that says that all is well."""
        problems = list(self.find(settings)) or [Problem(Level.OK, self.ok)]
        for problem in problems:
            yield Finding(problem.level, self.name, problem.text)


def warn(text: str) -> Problem:
    """Return a problem that the installation can work with."""
    return Problem(Level.WARNING, text)


def refuse(text: str) -> Problem:
    """Return a problem that must be solved first."""
    return Problem(Level.REFUSE, text)
