"""``stagedoor audit …``: exporting the audit trail, and verifying its hash chain."""

import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn, TextIO

import click
from flask.cli import AppGroup

from app.commands.lookups import committing
from app.extensions import db
from app.models.audit import audit_chain, audit_seal
from app.models.audit.audit_chain import Line
from app.models.audit_queries import audit_verification, sealed_lines
from app.models.audit_queries.audit_verification import Head

MAX_TIME = 2**31 - 1  # that the column can be compared with

audit = AppGroup("audit", help="The audit trail.")


@audit.command("export")
@click.option("--since", metavar="DAY", help="The first day, such as 2027-03-01 (UTC).")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
def export_trail(since: str | None, file: Path | None) -> None:
    """Write the lines as JSON, one a line, to a new FILE or to standard output."""
    start = None if since is None else _start_of(since)
    audit_seal.seal_all()
    if file is None:
        for line in sealed_lines.export(start):
            click.echo(line)
        return
    with _new_file(file) as out:
        out.writelines(f"{line}\n" for line in sealed_lines.export(start))
    click.echo(f"Exported the audit trail to {file}. Head: {audit_verification.head()}")


@audit.command("verify")
@click.option("--head", metavar="NUMBER:HASH", help="A head that was printed before.")
@click.argument("file", required=False, type=click.File("r", encoding="utf-8"))
def verify_trail(head: str | None, file: TextIO | None) -> None:
    """Verify the hash chain: of the database, or of an exported FILE by itself."""
    earlier = None if head is None else _read_head(head)
    if file is not None:
        _verify_file(file, earlier)
        return
    if (found := audit_verification.verify() or audit_verification.find_misdated()) is not None:
        _fail(str(found))
    if earlier is not None and not audit_verification.has_head(earlier):
        _fail(
            f"The chain does not contain {earlier}: its last lines were removed,"
            " or all of it was rewritten."
        )
    newest = audit_verification.head()
    with committing():
        audit_verification.record_verified(newest)
    click.echo(f"Verified {newest.number:,} line(s). Head: {newest}")


class ExportedFile:
    """An exported file while it is read; remembers its ends and whether it had a head."""

    def __init__(self, file: TextIO, earlier: Head | None) -> None:
        self._file, self._earlier = file, earlier
        self.has_earlier = earlier is None
        self.first: Head | None = None
        self.last: Head | None = None

    def __iter__(self) -> Iterator[Line]:
        for line in audit_chain.read_lines(self._file):
            self.last = Head(line["number"], line["hash"])
            self.first = self.first or self.last
            self.has_earlier = self.has_earlier or self.last == self._earlier
            yield line


def _verify_file(file: TextIO, earlier: Head | None) -> None:
    exported = ExportedFile(file, earlier)
    try:
        found = audit_chain.find_break(exported)
    except ValueError:
        after = f" after number {exported.last.number}" if exported.last else ""
        _fail(f"The file has a line{after} that is not of an audit trail.")
    if found is not None:
        _fail(str(found))
    if exported.first is None or exported.last is None:
        _fail("The file has no line.")
    if not exported.has_earlier:
        _fail(f"The file does not contain {earlier}.")
    click.echo(
        f"Verified numbers {exported.first.number} to {exported.last.number}. Head: {exported.last}"
    )


def _new_file(file: Path) -> TextIO:
    try:
        return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w")
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from None


def _start_of(day: str) -> int:
    try:
        start = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
        return min(max(int(start.timestamp()), 0), MAX_TIME)
    except ValueError:
        raise click.ClickException("Give --since a day such as 2027-03-01.") from None


def _read_head(text: str) -> Head:
    if re.fullmatch(r"\d{1,18}:[0-9a-f]{64}", text, re.ASCII) is None:
        raise click.ClickException(
            "Give --head as it was printed: a number, a colon and 64 digits."
        )
    number, _colon, digest = text.partition(":")
    return Head(int(number), digest)


def _fail(sentence: str) -> NoReturn:
    click.echo(sentence)
    db.session.rollback()
    sys.exit(1)
