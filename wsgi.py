"""The WSGI application: ``flask --app wsgi``, ``granian wsgi:app``."""

from app import create_app

app = create_app()
