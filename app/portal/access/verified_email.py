"""Pages that require a confirmed e-mail address, where the installation does."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.web import local_path
from app.web.signed_in import current_person

View = Callable[..., ResponseReturnValue]


def needs_verified_email(view: View) -> View:
    """Run ``view`` only for users whose address is confirmed, where that is required."""

    @wraps(view)
    def guarded(**arguments: Any) -> ResponseReturnValue:
        if not current_person().must_verify:
            return view(**arguments)
        return lead_to_verification()

    return guarded


def lead_to_verification() -> ResponseReturnValue:
    """Redirect to the page that waits for the confirmation, and continues here."""
    return redirect(url_for("portal.show_verification", next=local_path.page_again()))
