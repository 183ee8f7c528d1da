"""The OpenAPI document and the API reference, derived from the routes."""

from flask import Flask

from app.openapi import endpoint


def register(app: Flask) -> None:
    """Serve the document; ``describe`` beside each route provides its description."""
    app.register_blueprint(endpoint.bp)
