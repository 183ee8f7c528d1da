"""The demo: loads data, starts server and Reader, runs the tour, and serves until stopped."""

import logging
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
import flask_migrate
from flask import Flask

from app import resources
from app.config import Settings, read_settings
from app.config import settings as app_settings
from app.demo import data, tour
from app.demo.accounts import PASSWORD, PEOPLE
from app.demo.apps import SCANNER, find
from app.demo.companions import CompanionError, Companions, is_free
from app.demo.page import UnexpectedAnswerError
from app.extensions import db
from app.serving.server_command import server_command

# Defaults of the demo's settings. Only warnings are logged, so that the tour and mails are legible.
DEFAULTS = {
    "DIRECT_TOKEN": "open",
    "MAIL_INBOX": "1",
    "LOG_LEVEL": "WARNING",
    # The demo accounts' password, which holds the site's name, is one that its forms take.
    "PASSWORD_MIN_SCORE": "2",
}
# Not the folder of `make serve`: what is in it has a password that everyone knows.
HOME = Path("instance", "demo")
FORMER_HOME = HOME.parent  # up to 0.1.0


def run(load_app: Callable[[], Flask]) -> None:
    """Run the demo until Ctrl-C or SIGTERM; raises ClickException when it fails.

    ``load_app`` is called once the environment has the demo's settings.
    """
    # SIGINT too, because shells make background processes ignore it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    point_to_former_data()
    settings = prepare_settings()
    reader_port = read_reader_port(settings)
    check_ports(settings.port, reader_port)
    try:
        with Companions() as companions:
            click.echo(f"Loading the demo data; it is kept in {settings.stagedoor_home}.")
            app = load_app()
            require_demo(app, settings)
            client_id, secret, scanner_id = prepare_data(app, reader_port)
            start(companions, settings, reader_port, client_id, secret)
            show_around(settings, reader_port, scanner_id)
            click.echo(overview(settings, reader_port))
            wait(companions)
    except KeyboardInterrupt:
        click.echo("\nStopped. The data is kept for the next start.")
    except CompanionError as error:
        raise click.ClickException(str(error)) from None
    except UnexpectedAnswerError as error:
        raise click.ClickException(f"The tour stopped: {error}") from None


def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """Handle a signal like Ctrl-C."""
    raise KeyboardInterrupt


def prepare_settings() -> Settings:
    """Return the demo's settings, which are also set in the server's environment."""
    defaults = {**DEFAULTS, "STAGEDOOR_HOME": str(HOME)}
    os.environ.update({name: v for name, v in defaults.items() if not os.environ.get(name)})
    port = read_settings().port
    if not os.environ.get("PUBLIC_URL"):
        os.environ["PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    settings = read_settings()
    if settings.is_production:
        raise click.ClickException(
            "STAGEDOOR_ENV=production: the demo has accounts with a known password. "
            "Unset it, or run make serve."
        )
    return settings


def point_to_former_data() -> None:
    """Name the demo data of earlier versions where this start would leave it behind."""
    former = FORMER_HOME / "stagedoor.db"
    is_chosen = os.environ.get("STAGEDOOR_HOME") or os.environ.get("DATABASE_URL")
    if not is_chosen and not HOME.exists() and has_demo_accounts(former):
        click.echo(
            f"The demo now has its own folder, {HOME}. Your earlier demo data stays in"
            f" {FORMER_HOME}; to use it: {command_with(f'STAGEDOOR_HOME={FORMER_HOME}')}"
        )


def command_with(setting: str) -> str:
    """Return the command that starts the demo with this setting, as the reader has it."""
    return f"{setting} stagedoor demo" if resources.IS_PACKED else f"make demo {setting}"


def has_demo_accounts(file: Path) -> bool:
    """Whether ``file`` is a SQLite database with one of the demo's accounts."""
    query = "SELECT 1 FROM user_account WHERE email = ?"
    with suppress(sqlite3.Error):
        source = f"{file.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(source, uri=True)) as connection:
            return connection.execute(query, (PEOPLE[0].email,)).fetchone() is not None
    return False


def read_reader_port(settings: Settings) -> int:
    """Return the port of the third-party app: DEMO_APP_PORT, or the one after PORT."""
    port = os.environ.get("DEMO_APP_PORT") or str(settings.port + 1)
    if not port.isdecimal() or not 0 < int(port) < 65536 or int(port) == settings.port:
        raise click.ClickException("DEMO_APP_PORT must be a port of its own, such as 5001.")
    return int(port)


def check_ports(port: int, reader_port: int) -> None:
    """Raise ClickException, naming the setting, when a port is taken."""
    for name, number in (("PORT", port), ("DEMO_APP_PORT", reader_port)):
        if not is_free(number):
            raise click.ClickException(
                f"{name} {number} is taken by another program. "
                f"Choose a free one: {command_with(f'{name}=8000')}"
            )


def require_demo(app: Flask, settings: Settings) -> None:
    """Raise ClickException for an application that was loaded with other settings."""
    if app_settings(app).stagedoor_home != settings.stagedoor_home:
        raise click.ClickException("The demo needs settings of its own. Run: stagedoor demo")


def prepare_data(app: Flask, reader_port: int) -> tuple[str, str, str]:
    """Migrate and add missing data; Reader's client ID with a new secret, and the scanner's ID."""
    logging.getLogger("alembic.runtime.migration").setLevel(logging.WARNING)
    with app.app_context():
        if not data.may_be_loaded():
            raise click.ClickException(
                "This database has accounts, and none is the demo's. Unset DATABASE_URL and "
                "STAGEDOOR_HOME, or name a new database."
            )
        db.session.rollback()
        flask_migrate.upgrade()
        reader = data.load(reader_port)
        # Only its digest is stored, so the secret of the last start is lost.
        secret = reader.rotate_secret(reader.owner, overlap=0)
        client_id = reader.client_id
        scanner = find(reader.owner, SCANNER, deleted=False) if reader.owner else None
        scanner_id = scanner.client_id if scanner else ""
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return client_id, secret, scanner_id


def start(
    companions: Companions, settings: Settings, reader_port: int, client_id: str, secret: str
) -> None:
    """Start the server and Reader, and return when both answer."""
    companions.start("The server", server_command(settings), dict(os.environ))
    companions.wait_until_ready("The server", f"http://127.0.0.1:{settings.port}/readyz")
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "STAGEDOOR_URL": settings.public_url,
        "CLIENT_ID": client_id,
        "CLIENT_SECRET": secret,
        "PORT": str(reader_port),
    }
    log = settings.stagedoor_home / "reader.log"
    name = f"Reader (it writes to {log})"
    companions.start(name, [sys.executable, str(resources.READER)], environment, log)
    companions.wait_until_ready(name, f"http://127.0.0.1:{reader_port}/")


def show_around(settings: Settings, reader_port: int, scanner_id: str) -> None:
    """Run the tour unless TOUR=0, or registration is not open."""
    if os.environ.get("TOUR") == "0":
        return
    if settings.registration != "open":
        click.echo(f"No tour: it registers an app, and REGISTRATION is {settings.registration}.")
        return
    tour.run(settings.public_url, reader_port, scanner_id)


def overview(settings: Settings, reader_port: int) -> str:
    """Return the last lines: the addresses, and the accounts that can sign in."""
    lines = [
        "",
        f"Stagedoor  {settings.public_url}",
        f"Reader     http://127.0.0.1:{reader_port}  a third-party app: connect it, then revoke it",
        f"Devices    {settings.public_url}/device  type the code of a device, such as Door Scanner",
        f"Mail       {settings.public_url}/inbox  what the server sent; also printed here",
        "",
        f"Accounts, all with the password {PASSWORD}:",
        *(f"  {person.email:<19} {person.about}" for person in PEOPLE),
        "",
        "Ctrl-C stops everything.",
    ]
    return "\n".join(lines)


def wait(companions: Companions) -> NoReturn:
    """Wait for a signal; raises CompanionError when one of the processes ends."""
    while True:
        companions.check()
        time.sleep(0.5)
