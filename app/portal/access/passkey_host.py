"""Where browsers offer passkeys: at the host name they belong to, and nowhere else."""

from flask import request

from app.models.accounts.second_factors import ceremony
from app.web import local_path


def is_here() -> bool:
    """Whether the present page is at that host name."""
    host = request.host.partition(":")[0]
    return host == ceremony.relying_party_id()


def same_page_there() -> str | None:
    """The URL of the present page where passkeys work; None when they work here, or nowhere."""
    if is_here() or ceremony.relying_party_id() is None:
        return None
    return ceremony.origin() + local_path.present()
