"""``stagedoor demo``: everything there is to see, with one command."""

import click


@click.command("demo")
def demo() -> None:
    """Load the demo data, serve it beside a third-party app, and play the main flow once."""
    from app.demo import runner  # needs the whole app, of which the command line is a part

    runner.run()
