"""``stagedoor demo``: everything there is to see, with one command."""

import click


@click.command("demo")
def demo() -> None:
    """Load the demo data, serve it beside a third-party app, and play the main flow once."""
    from app.demo import runner  # needs Requests, which only the demo group installs

    runner.run()
