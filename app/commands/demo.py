"""``stagedoor demo``: data, server, third-party app and a tour with one command."""

import click
from flask.cli import ScriptInfo, pass_script_info


@click.command("demo")
@pass_script_info
def demo(info: ScriptInfo) -> None:
    """Load the demo data, serve it beside a third-party app, and play the main flow once."""
    from app.demo import runner  # needs Requests, which the server does not

    runner.run(info.load_app)
