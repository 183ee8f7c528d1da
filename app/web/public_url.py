"""Absolute URLs, for mails and other sites."""

from typing import Any

from flask import current_app, has_request_context, url_for

from app.config import settings


def public_url_for(endpoint: str, **values: Any) -> str:
    """The URL of an endpoint below PUBLIC_URL, whatever the request's Host header says."""
    if has_request_context():
        path = url_for(endpoint, **values)
    else:  # a command, for which url_for() builds no paths
        path = current_app.url_map.bind(settings().public_name).build(endpoint, values)
    return settings().public_url + path
