"""One fault: what breaks, on which installation, and what it cost."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from faults.check_invariants import COLUMNS, Finding
from faults.installation import Choices, Installation
from faults.ledger import Outcome

READY = 5.0  # seconds after which everything is answered again
WARM_UP, AFTERWARDS = 3.0, 4.0  # seconds of load before and after


class SkippedError(Exception):
    """The machine lacks what the fault needs; the text says what."""


@dataclass
class Window:
    """From when to when something was broken, and what was seen meanwhile."""

    began: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    look: Callable[[], list[Finding]] = list  # once no caller is left

    def end(self) -> "Window":
        """Nothing is broken any more."""
        self.ended = time.monotonic()
        return self


@dataclass(frozen=True)
class Fault:
    """A row of the table: ``inject`` breaks something and repairs it.

    ``allowed`` are the kinds of failures that callers may see while it is broken, ``explained``
    beginnings of answers that are right all the same, such as of tokens that have expired.
    """

    id: str
    name: str
    inject: Callable[[Installation], Window]
    choices: Choices = Choices()  # a frozen one
    allowed: tuple[str, ...] = ("503", "507")
    ready: float = READY
    explained: tuple[str, ...] = ()


@dataclass
class Report:
    """What a fault cost."""

    fault: Fault
    outcomes: list[Outcome]
    window: Window
    findings: list[Finding]

    @property
    def failures(self) -> list[Outcome]:
        """The requests that failed."""
        return [outcome for outcome in self.outcomes if outcome.is_failure]

    @property
    def kinds(self) -> Counter[str]:
        """How often each kind of failure came."""
        return Counter(map(kind_of, self.failures))

    @property
    def columns(self) -> dict[str, int]:
        """How many findings each column has."""
        counts = Counter(finding.column for finding in self.findings)
        return {column: counts[column] for column in COLUMNS}

    @property
    def seconds_until_ready(self) -> float:
        """From the end of what was broken to the end of the last failure."""
        ends = [outcome.ended for outcome in self.failures]
        return max(0.0, max(ends, default=0.0) - self.window.ended)

    @property
    def longest_outage(self) -> float:
        """The longest time in which no request ended well."""
        ends = sorted(outcome.ended for outcome in self.outcomes if not outcome.is_failure)
        return max((b - a for a, b in zip(ends, ends[1:], strict=False)), default=0.0)

    @property
    def complaints(self) -> list[str]:
        """Everything that must hold and does not."""
        texts = [str(finding) for finding in self.findings]
        if self.seconds_until_ready > self.fault.ready:
            texts.append(f"not ready after {self.seconds_until_ready:.1f} s")
        texts += [
            f"{count} failure(s) of the kind {kind}"
            for kind, count in self.kinds.items()
            if kind not in self.fault.allowed
        ]
        texts += sorted({each.shown for each in self.failures if each.shown})[:4]
        early = [each for each in self.failures if each.ended < self.window.began]
        if early:
            texts.append(f"{len(early)} failure(s) before anything was broken")
        return texts


def kind_of(outcome: Outcome) -> str:
    """A failure in a word: "503", "503 bare" without Retry-After, or the exception's name."""
    if outcome.status is None:
        return outcome.error
    return str(outcome.status) if outcome.is_proper else f"{outcome.status} bare"


def run(fault: Fault, installation: Installation) -> Report:
    """Break it under load, repair it, and look at what is left."""
    ledger = installation.ledger
    first, surprises = len(ledger.outcomes), len(ledger.surprises)
    load = installation.load(fault.id)
    load.start()
    time.sleep(WARM_UP)
    try:
        window = fault.inject(installation)
        time.sleep(AFTERWARDS)
    finally:
        load.stop()
    findings = installation.check() + window.findings + window.look()
    findings += [
        finding
        for finding in installation.surprises(surprises)
        if not finding.text.startswith(fault.explained)
    ]
    findings += installation.check_logs()
    return Report(fault, ledger.outcomes[first:], window, findings)
