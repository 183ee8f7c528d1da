"""An import of a calendar file: previewed, confirmed, done in batches, and undone on request."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

import orjson
from sqlalchemy import ColumnElement, ForeignKey, String, and_, func, insert, or_, select, update
from sqlalchemy import delete as sql_delete
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.config import settings
from app.database import keyset
from app.database.batches import SIZE, batches
from app.database.keyset import Page, Position
from app.database.slices import Slices
from app.database.transactions import rows_changed
from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.audit.audit_trail import Fact, Row
from app.models.calendar_files.imports import import_line
from app.models.calendar_files.imports.import_line import ImportLine, Stage
from app.models.calendar_files.imports.import_plan import Outcome, PlannedLine
from app.models.clients.client import Client
from app.models.events.event import Event
from app.models.events.event_details import VISIBILITIES
from app.models.teams.team import Team
from app.models.values import clock, columns, plain_text, secret
from app.models.values.errors import ValidationError

PREFIX = "imp_"
DAY = 86_400  # seconds
PREVIEW_LIFETIME = DAY  # seconds in which an import may be confirmed
REPORT_LIFETIME = 365 * DAY  # seconds
LEASE = 30  # seconds; far longer than a batch takes
MAX_TRIES = 10  # for a batch; what is left after them is given up
MAX_PREVIEWS = 5  # of a team at once; the oldest makes room
MAX_NAME = 100  # characters
MAX_LISTED = 500  # lines to choose from, one by one
WRITES = (Outcome.NEW, Outcome.CHANGED)


class State(StrEnum):
    """How far an import is."""

    READING = "reading"
    PREVIEW = "preview"
    IMPORTING = "importing"
    IMPORTED = "imported"
    UNDOING = "undoing"
    UNDONE = "undone"


class Import(db.Model):
    """One file that was read for one team. Its lines hold what becomes of each event.

    Nothing of it is on the calendar before ``confirm``. The work after that is done by
    ``import_work.advance``, a batch at a time, so that it survives a restart and keeps no other
    writer waiting. From ``leased_until_at`` on, any process may continue it.
    """

    __tablename__ = "calendar_import"
    __table_args__ = (
        columns.partial_index(
            "ix_calendar_import_lease", "leased_until_at", where="leased_until_at IS NOT NULL"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id(PREFIX)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    # None when the command line imported it.
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    via_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))
    state: Mapped[str] = mapped_column(String(10), default=State.READING.value)
    is_personal: Mapped[bool] = mapped_column(default=False)
    visibility: Mapped[str] = mapped_column(String(10))
    counts_json: Mapped[str] = mapped_column(String(200), default="{}")
    total: Mapped[int] = mapped_column(default=0)  # lines that the work in progress is about
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now(), index=True)
    confirmed_at: Mapped[int | None]
    finished_at: Mapped[int | None]
    leased_until_at: Mapped[int | None]  # None when there is nothing to do
    # How often a process took it up since a batch was last done.
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    undone_at: Mapped[int | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    team: Mapped[Team] = relationship()
    made_by: Mapped[User | None] = relationship(foreign_keys=made_by_id)
    undone_by: Mapped[User | None] = relationship(foreign_keys=undone_by_id)
    via: Mapped[Client | None] = relationship()

    @classmethod
    def begin(
        cls,
        team: Team,
        *,
        name: str,
        is_personal: bool,
        by: Row | None = None,
        via: Row | None = None,
    ) -> "Import":
        """A new import without lines; the oldest previews of the team make room for it."""
        team.lock()
        _delete_all(cls.id.in_(_surplus(team)))
        row = cls(
            team=team,
            name=plain_text.squeeze(name, MAX_NAME) or _("calendar"),
            made_by_id=by and by.id,
            via_id=via and via.id,
            is_personal=is_personal,
            visibility="private" if is_personal else "public",
        )
        db.session.add(row)
        db.session.flush()
        return row

    def add_lines(self, lines: Collection[PlannedLine]) -> None:
        """Add some lines of the plan."""
        rows = [import_line.row_of(line, self.id) for line in lines]
        if rows:
            db.session.execute(insert(ImportLine), rows)

    def show(self) -> None:
        """Let people see it, now that all lines are added."""
        self.state = State.PREVIEW
        self.count_again()

    def confirm(
        self,
        *,
        visibility: str,
        left_out: Collection[int] = (),
        without_rest: bool = False,
        by: Row | None = None,
    ) -> bool:
        """Have the lines imported, but those ``left_out``; False when it was confirmed before.

        ``visibility`` is that of new events, unless the file has one private. ``without_rest``
        leaves out the lines that were not listed, too. Raises ValidationError.
        """
        self.hold()
        if self.state != State.PREVIEW or self.is_expired:
            return False
        if visibility not in VISIBILITIES:
            choices = ", ".join(VISIBILITIES)
            raise ValidationError("visibility", _("Choose one of: %(all)s.", all=choices))
        self._leave_out(left_out, without_rest=without_rest)
        self.visibility = visibility
        self._start(State.IMPORTING, ImportLine.outcome.in_(WRITES))
        self.confirmed_at = clock.now()
        self.count_again()
        self.made_by_id = by.id if by else self.made_by_id
        counts = {outcome.value: self.counts[outcome] for outcome in WRITES}
        facts: dict[str, Fact] = {"import": self.public_id, **counts}
        audit_trail.record("event.imported", facts, actor=self.made_by, team=self.team)
        return True

    def undo(self, *, by: User | None = None) -> bool:
        """Have it undone; False when that is not possible, or no longer."""
        self.hold()
        if not self.is_undoable:
            return False
        self._start(State.UNDOING, ImportLine.stage == Stage.DONE.value)
        self.undone_at, self.undone_by = clock.now(), by
        facts: dict[str, Fact] = {"import": self.public_id, "events": self.total}
        audit_trail.record("event.import_undone", facts, actor=by, team=self.team)
        return True

    def lease(self, seconds: int = LEASE) -> None:
        """Keep other processes from continuing it for so long."""
        self.leased_until_at = clock.now() + seconds

    @property
    def is_hopeless(self) -> bool:
        """Whether its next batch has failed too often to be tried again."""
        return self.tries > MAX_TRIES

    def give_up(self) -> None:
        """Leave what is left as it is, and say so in the report."""
        self.hold()
        left = update(ImportLine).where(
            ImportLine.import_id == self.id, ImportLine.stage == Stage.WAITING.value
        )
        if self.state == State.IMPORTING:
            reason = _("It could not be stored. Import the file again.")
            values = {"outcome": Outcome.REFUSED.value, "stage": Stage.STILL.value}
        else:
            reason = _("It could not be changed back.")
            values = {"stage": Stage.KEPT.value}
        db.session.execute(
            left.values(values | {"reason": reason}),
            execution_options={"synchronize_session": False},
        )
        db.session.expire_all()
        self.tries = 0
        self.finish()

    def finish(self) -> None:
        """End the work in progress."""
        self.leased_until_at = None
        if self.state == State.IMPORTING:
            self.state, self.finished_at = State.IMPORTED, clock.now()
            self.count_again()
        elif self.state == State.UNDOING:
            self.state = State.UNDONE

    def hold(self) -> None:
        """Lock its team until this transaction ends, and read it again."""
        self.team.lock()
        db.session.refresh(self)

    @classmethod
    def find(cls, team: Team, public_id: str) -> "Import | None":
        """The one of ``team`` with this public id, unless it is still being read; or None."""
        if not secret.is_public_id(PREFIX, public_id):
            return None
        rows = select(cls).where(cls.team_id == team.id, cls.public_id == public_id)
        return db.session.scalar(rows.where(cls.state != State.READING.value))

    @classmethod
    def list_of(
        cls, team: Team, *, after: Position | None = None, limit: int = 50
    ) -> Page["Import"]:
        """The confirmed imports of ``team``, newest first."""
        rows = select(cls).where(cls.team_id == team.id, cls.confirmed_at.is_not(None))
        return keyset.read_page(rows, cls.id, after=after, limit=limit)

    @classmethod
    def list_previews(cls, teams: Sequence[Team], *, by: User) -> list["Import"]:
        """What ``by`` uploaded for ``teams`` and may still confirm, newest first."""
        rows = select(cls).where(
            cls.team_id.in_([team.id for team in teams]),
            cls.made_by_id == by.id,
            cls.state == State.PREVIEW,
            cls.created_at > clock.now() - PREVIEW_LIFETIME,
        )
        rows = rows.options(joinedload(cls.team)).order_by(cls.id.desc())
        return list(db.session.scalars(rows.limit(MAX_PREVIEWS)))

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many lines have each outcome, zeros included."""
        counts = orjson.loads(self.counts_json)
        return {outcome: counts.get(outcome.value, 0) for outcome in Outcome}

    @property
    def is_working(self) -> bool:
        """Whether batches are left to do."""
        return self.state in (State.IMPORTING, State.UNDOING)

    @property
    def is_expired(self) -> bool:
        """Whether it is a preview that may no longer be confirmed."""
        is_late = self.created_at + PREVIEW_LIFETIME <= clock.now()
        return self.state == State.PREVIEW and is_late

    @property
    def undoable_until_at(self) -> int:
        """When it can no longer be undone; 0 when nothing of it is on the calendar."""
        wrote = any(self.counts[outcome] for outcome in WRITES)
        if self.state != State.IMPORTED or not wrote:
            return 0
        return (self.finished_at or 0) + settings().import_undo_days * DAY

    @property
    def is_undoable(self) -> bool:
        """Whether it may be undone now."""
        return self.undoable_until_at > clock.now()

    def count_stage(self, stage: Stage) -> int:
        """How many lines are at this stage."""
        lines = select(func.count()).where(
            ImportLine.import_id == self.id, ImportLine.stage == stage.value
        )
        return db.session.scalar(lines) or 0

    def list_lines(self, *conditions: ColumnElement[bool], limit: int) -> list[ImportLine]:
        """Some of its lines, in the order of the file."""
        lines = select(ImportLine).where(ImportLine.import_id == self.id, *conditions)
        return list(db.session.scalars(lines.order_by(ImportLine.id).limit(limit)))

    @staticmethod
    def find_slugs(lines: Sequence[ImportLine]) -> dict[int, str]:
        """The slugs of the events of these lines that are not deleted, by number."""
        numbers = [line.event_id for line in lines]
        rows = select(Event.id, Event.slug).where(Event.id.in_(numbers), Event.deleted_at.is_(None))
        return {row[0]: row[1] for row in db.session.execute(rows)}

    def list_choices(self) -> list[ImportLine]:
        """The lines that people may choose one by one; the rest is chosen as a whole."""
        return self.list_lines(ImportLine.outcome.in_(WRITES), limit=MAX_LISTED)

    def count_again(self) -> None:
        """Store how many lines have each outcome."""
        db.session.flush()
        counted = select(ImportLine.outcome, func.count()).where(ImportLine.import_id == self.id)
        rows = db.session.execute(counted.group_by(ImportLine.outcome))
        counts = {row[0]: row[1] for row in rows}
        self.counts_json = orjson.dumps(counts).decode()

    def _start(self, state: State, condition: ColumnElement[bool]) -> None:
        statement = update(ImportLine).where(ImportLine.import_id == self.id, condition)
        db.session.execute(
            statement.values(stage=Stage.WAITING.value),
            execution_options={"synchronize_session": False},
        )
        db.session.expire_all()
        self.state, self.total = state, self.count_stage(Stage.WAITING)
        self.lease()

    def _leave_out(self, ids: Collection[int], *, without_rest: bool) -> None:
        for some in batches(list(ids)):
            self._skip(ImportLine.id.in_(some))
        if without_rest and len(listed := self.list_choices()) == MAX_LISTED:
            self._skip(ImportLine.id > listed[-1].id)

    def _skip(self, condition: ColumnElement[bool]) -> None:
        lines = update(ImportLine).where(ImportLine.import_id == self.id, condition)
        lines = lines.where(ImportLine.outcome.in_(WRITES))
        values: Mapping[str, str] = {"outcome": Outcome.SKIPPED.value, "reason": _("Not selected.")}
        db.session.execute(lines.values(values), execution_options={"synchronize_session": False})


def forget_previews(slices: Slices, now: int) -> int:
    """Delete previews that may no longer be confirmed; how many."""
    is_preview = Import.state.in_((State.READING.value, State.PREVIEW.value))
    return _forget(slices, and_(is_preview, Import.created_at <= now - PREVIEW_LIFETIME))


def forget_reports(slices: Slices, now: int) -> int:
    """Delete old reports, and the content that undoing no longer needs; how many reports."""
    is_final = Import.finished_at <= now - settings().import_undo_days * DAY
    over = select(Import.id).where(
        or_(
            and_(is_final, Import.state == State.IMPORTED.value), Import.state == State.UNDONE.value
        )
    )
    kept = or_(ImportLine.before_json.is_not(None), ImportLine.after_json.is_not(None))
    some = select(ImportLine.id).where(ImportLine.import_id.in_(over), kept).limit(SIZE)
    lines = update(ImportLine).where(ImportLine.id.in_(some))
    emptied = lines.values(before_json=None, after_json=None)
    slices.repeat(lambda: rows_changed(emptied.execution_options(synchronize_session=False)))
    return _forget(slices, Import.finished_at <= now - REPORT_LIFETIME)


def delete_all(team: Team) -> None:
    """Delete the imports of a team that is deleted; the caller ends its events."""
    _delete_all(Import.team_id == team.id)


def _surplus(team: Team) -> list[int]:
    # One that is still being read is in use; the purge ends those that a process left behind.
    previews = select(Import.id).where(
        Import.team_id == team.id, Import.state == State.PREVIEW.value
    )
    newest_first = previews.order_by(Import.id.desc())
    return list(db.session.scalars(newest_first.offset(MAX_PREVIEWS - 1)))


def _forget(slices: Slices, condition: ColumnElement[bool]) -> int:
    imports = select(Import.id).where(condition)
    slices.delete(ImportLine, ImportLine.import_id.in_(imports))
    return slices.delete(Import, condition)


def _delete_all(condition: ColumnElement[bool]) -> None:
    """Delete these imports with their lines."""
    ids = list(db.session.scalars(select(Import.id).where(condition)))
    for some in batches(ids):
        statement = sql_delete(Import).where(Import.id.in_(some))
        db.session.execute(statement, execution_options={"synchronize_session": False})
