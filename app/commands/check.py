"""``stagedoor check``: the audit of an installation."""

import sys

import click
from flask.cli import with_appcontext

from app.checks import checklist
from app.checks.check import Level
from app.config import settings


@click.command("check")
@click.option("--mail", is_flag=True, help="Also connect to the mail server, and sign in there.")
@with_appcontext
def check(mail: bool) -> None:
    """List what is ok, what to look at and what is refused; exits with 1 on a refusal."""
    worst = Level.OK
    for finding in checklist.audit(settings(), connect_to_mail=mail):
        click.echo(finding)
        if finding.level is Level.REFUSE:
            worst = Level.REFUSE
    sys.exit(worst is Level.REFUSE)
