"""``stagedoor events …``: the events of a team."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import click
from flask.cli import AppGroup

from app.commands.lookups import committing, find_team
from app.models.calendar_files import ics_file
from app.models.calendar_files.event_import import EventImport, Outcome
from app.models.calendar_files.ics_lines import MAX_BYTES
from app.models.calendar_files.import_candidate import check_file
from app.models.teams.team import Team
from app.models.values import zone_places

events = AppGroup("events", help="Events of a team.")


@events.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--team", "slug", required=True, help="The team's address, such as harbour-hall.")
@click.option("--timezone", help="For times without a zone; the default is the team's zone.")
def import_events(file: BinaryIO, slug: str, timezone: str | None) -> None:
    """Import an .ics file and report the outcome of each event."""
    team = find_team(slug)
    # Reading and checking a large file takes seconds: this transaction ends before.
    with committing():
        zone = zone_places.find(timezone) if timezone else team.timezone
    with committing():
        imported = import_file(team, file.read(MAX_BYTES + 1), zone)
    print_report(imported)


def import_file(team: Team, data: bytes, zone: str) -> EventImport:
    """Import ``data`` with a progress bar; raises ClickException when the file is refused."""
    try:
        with showing("Reading") as progress:
            read = ics_file.read(data, default_timezone=zone, progress=progress)
    except ics_file.CalendarFileError as error:
        where = "" if error.line is None else f" (line {error.line})"
        raise click.ClickException(f"Nothing was imported. {error.reason}{where}") from None
    checked = check_file(read)
    with showing("Storing") as progress:
        return EventImport.of(team, checked, progress=progress)


def print_report(imported: EventImport) -> None:
    """Print a line for each event except unchanged ones, then the counts."""
    for line in imported.lines:
        if line.outcome != Outcome.UNCHANGED:
            reason = f": {line.reason}" if line.reason else ""
            click.echo(f"line {line.line}  {line.outcome}  {line.title or line.uid or '-'}{reason}")
    click.echo(", ".join(f"{count} {outcome}" for outcome, count in imported.counts.items()))


@contextmanager
def showing(label: str) -> Iterator[Callable[[int, int], None]]:
    """Provide a function that sets a progress bar to (done, total); silent off a terminal."""
    with click.progressbar(length=1, label=label, hidden=not sys.stdout.isatty()) as bar:

        def move(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield move
