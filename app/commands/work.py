"""``stagedoor work``: a worker in a process of its own."""

import signal
from threading import Event

import click
from flask import current_app
from flask.cli import with_appcontext

from app.background.worker import Worker

LAST_WORK = 20  # seconds for what was begun when the process is told to end


@click.command("work")
@click.option("--threads", type=click.IntRange(1, 16), default=2, show_default=True)
@click.option("--once", is_flag=True, help="Do what is due, and end.")
@with_appcontext
def work(threads: int, once: bool) -> None:
    """Do what goes on beside requests: deliver webhooks, read calendars, send mails, import.

    Any number of workers run beside each other, on any machine that reaches the database.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    worker = Worker(app, threads)
    if once:
        worker.work()
        return
    ending = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: ending.set())
    worker.start()
    click.echo("Working. Stop it with SIGTERM.", err=True)
    ending.wait()
    worker.stop()
    worker.join(LAST_WORK)
