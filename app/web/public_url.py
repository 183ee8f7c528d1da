"""Absolute addresses, for mails and for what other sites are given."""

from typing import Any

from flask import url_for

from app.config import settings


def public_url_for(endpoint: str, **values: Any) -> str:
    """The address of a page below PUBLIC_URL: what the request says about the host is not used."""
    return settings().public_url + url_for(endpoint, **values)
