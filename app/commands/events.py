"""``stagedoor events …``: the events of a team."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import click
from flask.cli import AppGroup

from app.commands.lookups import committing, find_team
from app.config import settings
from app.extensions import db
from app.models.calendar_files.ics_file import CalendarFileError
from app.models.calendar_files.ics_lines import MAX_BYTES
from app.models.calendar_files.imports import file_reading, import_plan, import_work
from app.models.calendar_files.imports.calendar_import import Import
from app.models.calendar_files.imports.file_reading import ReadFile
from app.models.calendar_files.imports.import_line import ImportLine, Stage
from app.models.calendar_files.imports.import_plan import Outcome, PlannedLine
from app.models.events.event_details import VISIBILITIES
from app.models.teams.team import Team
from app.models.values import zone_places

events = AppGroup("events", help="Events of a team.")


@events.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--team", "slug", required=True, help="The team's address, such as harbour-hall.")
@click.option("--timezone", help="For times without a zone; the default is the team's zone.")
@click.option("--dry-run", is_flag=True, help="Only print what importing it would do.")
@click.option(
    "--visibility",
    type=click.Choice(VISIBILITIES),
    help="Who may see new events; the default is public, for a personal calendar private.",
)
def import_events(
    file: BinaryIO, slug: str, timezone: str | None, dry_run: bool, visibility: str | None
) -> None:
    """Import an .ics file and report the outcome of each event."""
    team = find_team(slug)
    # Reading and checking a large file takes seconds: this transaction ends before.
    with committing():
        zone = zone_places.find(timezone) if timezone else team.timezone
    content = read_file(file.read(MAX_BYTES + 1), zone)
    visibility = visibility or content.visibility
    if dry_run:
        plan = import_plan.plan(team, content.checked)
        print_lines(line for lines in plan for line in lines)
        db.session.rollback()
        return
    imported = import_content(team, content, file.name, visibility)
    print_lines(_all_lines(imported))
    print_address(imported)


def read_file(data: bytes, zone: str) -> ReadFile:
    """Read the file with a progress bar; raises ClickException when it is refused."""
    try:
        with showing("Reading") as progress:
            return file_reading.read(data, timezone=zone, progress=progress)
    except CalendarFileError as error:
        where = "" if error.line is None else f" (line {error.line})"
        raise click.ClickException(f"Nothing was imported. {error.reason}{where}") from None


def import_content(team: Team, content: ReadFile, name: str, visibility: str) -> Import:
    """Import it in batches with a progress bar."""
    imported = file_reading.store(team, content, name=name.rpartition("/")[2])
    with committing():
        imported.confirm(visibility=visibility)
    with showing("Storing") as progress:
        is_working = True
        while is_working:
            with committing():
                is_working = import_work.advance(imported)
                done = imported.total - imported.count_stage(Stage.WAITING)
            progress(done, imported.total)
    if content.is_personal and imported.visibility == "private":
        click.echo("This looks like a personal calendar: new events are private.", err=True)
    return imported


def print_lines(lines: Iterable[ImportLine | PlannedLine]) -> None:
    """Print each line except unchanged ones, then the counts."""
    counts = dict.fromkeys(Outcome, 0)
    for line in lines:
        outcome = Outcome(line.outcome)
        counts[outcome] += 1
        if outcome is not Outcome.UNCHANGED:
            reason = f": {line.reason}" if line.reason else ""
            click.echo(f"line {line.line}  {outcome}  {line.title or line.uid or '-'}{reason}")
    click.echo(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))


def print_address(imported: Import) -> None:
    """Print where the report is, off the standard output."""
    path = f"/teams/{imported.team.slug}/imports/{imported.public_id}"
    click.echo(f"Report: {settings().public_url}{path}", err=True)


def _all_lines(imported: Import, at_once: int = 1_000) -> Iterator[ImportLine]:
    last = 0
    while lines := imported.list_lines(ImportLine.id > last, limit=at_once):
        last = lines[-1].id
        yield from lines
        db.session.rollback()  # forgets what has been printed


@contextmanager
def showing(label: str) -> Iterator[Callable[[int, int], None]]:
    """Provide a function that sets a progress bar to (done, total); silent off a terminal."""
    with click.progressbar(length=1, label=label, hidden=not sys.stdout.isatty()) as bar:

        def move(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield move
