"""The WSGI application: ``flask --app wsgi``, ``granian wsgi:app``."""

import sys

from app import create_app
from app.config import UnsafeSettingsError

try:
    app = create_app()
except UnsafeSettingsError as error:
    sys.exit(f"stagedoor: {error}")
