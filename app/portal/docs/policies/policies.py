"""/privacy and /terms: pages that an operator fills from Markdown files."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.language.texts import lazy_gettext as _
from app.portal.blueprint import bp, public
from app.web.policies import policy_files
from app.web.policies.policy_files import Policy

TITLES = {Policy.PRIVACY: _("Privacy"), Policy.TERMS: _("Terms")}


@bp.get("/privacy")
@public
def show_privacy() -> ResponseReturnValue:
    """The privacy policy; 404 while there is none."""
    return _show(Policy.PRIVACY)


@bp.get("/terms")
@public
def show_terms() -> ResponseReturnValue:
    """The terms of service; 404 while there are none."""
    return _show(Policy.TERMS)


def _show(policy: Policy) -> str:
    text = policy_files.read(policy)
    if text is None:
        abort(404)
    return render_template("portal/docs/policies/show.html", title=TITLES[policy], text=text)
