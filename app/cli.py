"""The operator's command line, ``stagedoor`` (also ``flask --app wsgi``)."""

import sys

import click
from flask import Flask
from flask.cli import FlaskGroup

from app.config import UnsafeSettingsError


def register(app: Flask) -> None:
    """Add our commands to the app's command line."""


def main() -> None:
    """Run ``stagedoor …``; an unsafe start ends with one line that names the setting."""
    from app import create_app

    try:
        FlaskGroup(name="stagedoor", create_app=create_app, add_version_option=False)()
    except UnsafeSettingsError as error:
        click.echo(f"stagedoor: {error}", err=True)
        sys.exit(1)
