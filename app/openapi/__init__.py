"""What programs may ask of us, read off the routes: /openapi.json and the API reference."""

from flask import Flask

from app.openapi import endpoint


def register(app: Flask) -> None:
    """Serve the document. What it says of a route is beside the route: ``describe``."""
    app.register_blueprint(endpoint.bp)
