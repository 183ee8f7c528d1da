"""``stagedoor refresh-imports``: refresh the calendar subscriptions of teams now."""

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from app.calendar_subscriptions import refresh
from app.calendar_subscriptions.refresh import Refreshed
from app.commands.lookups import find_team
from app.extensions import db
from app.models.calendar_subscriptions import subscription_attempt
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from app.models.calendar_subscriptions.subscription_attempt import Turn


@click.command("refresh-imports")
@click.option("--team", "slug", help="Only the subscriptions of this team, such as harbour-hall.")
@click.option("--due", is_flag=True, help="Only those whose time has come.")
@with_appcontext
def refresh_imports(slug: str | None, due: bool) -> None:
    """Read the calendar subscriptions of teams; exits with 1 when one could not be read."""
    team = find_team(slug) if slug else None
    turns = subscription_attempt.list_all(team, due=due)
    db.session.rollback()
    if not turns:
        click.echo("Nothing to read.")
    failed = [turn for turn in turns if not _read(turn)]
    sys.exit(1 if failed else 0)


def _read(turn: Turn) -> bool:
    """Read one source and print a line about it; False when it could not be read."""
    attempt = subscription_attempt.claim(turn)
    outbound = current_app.extensions["outbound"]
    refreshed = refresh.refresh(attempt, outbound) if attempt else None
    click.echo(f"{_title(turn)}: {_say(refreshed)}")
    db.session.rollback()
    return refreshed is None or refreshed.error is None


def _title(turn: Turn) -> str:
    row = db.session.get(CalendarSubscription, turn.subscription_id)
    return f"{row.team.slug}  {row.name}" if row else "removed"


def _say(refreshed: Refreshed | None) -> str:
    if refreshed is None:
        return "read by another process"
    if refreshed.error is not None:
        return f"not read. {refreshed.error}"
    if refreshed.imported is None:
        return "nothing new"
    counts = refreshed.imported.all_counts
    return ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
