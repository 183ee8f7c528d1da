"""Absolute URLs, for mails and other sites."""

from typing import Any

from flask import url_for

from app.config import settings


def public_url_for(endpoint: str, **values: Any) -> str:
    """The URL of an endpoint below PUBLIC_URL, whatever the request's Host header says."""
    return settings().public_url + url_for(endpoint, **values)
