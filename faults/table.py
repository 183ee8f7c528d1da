"""The table that a run prints: a line a fault, and below it what does not hold."""

from faults.fault import Fault, Report

HEAD = (
    f"{'fault':<50} {'sent':>6} {'ok':>6} {'failed':>6} {'lost':>5} {'dup.':>5} {'half':>5}"
    f" {'reviv.':>6} {'untold':>6} {'ready':>6} {'outage':>6}  failures"
)


def show_head() -> None:
    """Print the names of the columns."""
    print(HEAD, flush=True)


def show(report: Report) -> None:
    """Print a line, and below it everything that must hold and does not."""
    columns = report.columns
    kinds = ", ".join(f"{kind} × {count}" for kind, count in report.kinds.most_common(4))
    print(
        f"{_name(report.fault):<50} {len(report.outcomes):>6}"
        f" {len(report.outcomes) - len(report.failures):>6} {len(report.failures):>6}"
        f" {columns['lost']:>5} {columns['duplicated']:>5} {columns['half-made']:>5}"
        f" {columns['revived']:>6} {columns['not delivered']:>6}"
        f" {report.seconds_until_ready:>5.1f}s {report.longest_outage:>5.1f}s  {kinds or '-'}",
        flush=True,
    )
    for remark in report.window.remarks:
        print(f"       {remark}", flush=True)
    for complaint in report.complaints[:12]:
        print(f"   !!  {complaint}", flush=True)


def show_skip(fault: Fault, reason: str) -> None:
    """Print why a fault was not tried."""
    print(f"{_name(fault):<50} skipped: {reason}", flush=True)


def _name(fault: Fault) -> str:
    return f"{fault.id:<14} {fault.name}"
