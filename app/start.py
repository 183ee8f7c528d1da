"""Start-up: check the settings before importing the application, so that it fails at once."""

import gc
import sys

from flask import Flask

from app.config import Settings, UnsafeSettingsError, read_settings


def safe_settings() -> Settings:
    """The settings in the environment; exits with a message if one is unsafe."""
    try:
        settings = read_settings()
        settings.refuse_unsafe_start()
    except UnsafeSettingsError as error:
        sys.exit(f"stagedoor: {error}")
    return settings


def load_app() -> Flask:
    """The application, which stays loaded until the process ends."""
    settings = safe_settings()
    gc.disable()  # it would scan a million objects many times
    try:
        from app.factory import create_app  # after the settings are checked

        return create_app(settings)
    finally:
        gc.freeze()
        gc.enable()
