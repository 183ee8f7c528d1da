"""Starting: what is unsafe is refused before a second goes into loading the application."""

import gc
import sys

from flask import Flask

from app.config import Settings, UnsafeSettingsError, read_settings


def safe_settings() -> Settings:
    """The environment's settings; an unsafe one ends the process with a line that names it."""
    try:
        settings = read_settings()
        settings.refuse_unsafe_start()
    except UnsafeSettingsError as error:
        sys.exit(f"stagedoor: {error}")
    return settings


def load_app() -> Flask:
    """The application of this process, which stays loaded to its end."""
    settings = safe_settings()
    gc.disable()  # it would go through a million objects many times over
    try:
        from app.factory import create_app  # only now: see above

        return create_app(settings)
    finally:
        gc.freeze()
        gc.enable()
