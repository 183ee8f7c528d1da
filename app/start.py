"""Start-up: check the settings before importing the application, so that it fails at once."""

import gc
import sys

import click
from flask import Flask

from app.checks import setting_checks, start_checks
from app.checks.check import Finding, Level
from app.config import Settings, UnsafeSettingsError, read_settings


def safe_settings() -> Settings:
    """The settings in the environment; exits with a message if one is unsafe."""
    try:
        settings = read_settings()
        setting_checks.refuse_unsafe(settings, setting_checks.SETTING_CHECKS)
    except UnsafeSettingsError as error:
        sys.exit(f"stagedoor: {error}")
    return settings


def load_app() -> Flask:
    """The application, which stays loaded until the process ends."""
    settings = safe_settings()
    try:
        return _load(settings)
    except OSError as error:  # of STAGEDOOR_HOME
        sys.exit(f"stagedoor: STAGEDOOR_HOME cannot be used: {error.strerror}.")


def load_app_to_serve() -> Flask:
    """The application for a server; also exits when production has the demo's database."""
    app = load_app()
    obstacle = start_checks.find_demo(read_settings())
    if obstacle is not None:
        sys.exit(f"stagedoor: {obstacle}")
    return app


def load_app_to_check() -> Flask:
    """The application with settings that may be unsafe, which ``stagedoor check`` lists."""
    try:
        return _load(read_settings())
    except UnsafeSettingsError as error:
        click.echo(Finding(Level.REFUSE, "Settings", str(error)))
    except OSError as error:
        reason = f"STAGEDOOR_HOME cannot be used: {error.strerror}. Name another folder."
        click.echo(Finding(Level.REFUSE, "Folder", reason))
    sys.exit(1)


def _load(settings: Settings) -> Flask:
    gc.disable()  # it would scan a million objects many times
    try:
        from app.factory import make_app  # after the settings are checked

        return make_app(settings)
    finally:
        gc.freeze()
        gc.enable()
