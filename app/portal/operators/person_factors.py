"""Ending the second factors of a person who has lost them, for operators."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.second_factors import second_factors
from app.models.accounts.user import User
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.blueprint import bp
from app.portal.operators import operator_mails
from app.portal.operators.people import find_other
from app.portal.operators.reason_page import ReasonPage


@bp.get("/admin/users/<user_id>/factors")
@needs_fresh_proof
def ask_end_of_factors(user_id: str) -> ResponseReturnValue:
    """Ask for the reason."""
    return _page(_find(user_id)).ask()


@bp.post("/admin/users/<user_id>/factors")
@needs_fresh_proof
def end_factors(user_id: str) -> ResponseReturnValue:
    """End every factor of an account, and mail the reason; the password alone signs in then."""
    person = _find(user_id)
    reason = _page(person).read()
    second_factors.end_all(person, reason)
    db.session.commit()
    operator_mails.send_factors_ended(person, reason)
    flash(_("%(name)s has no second factor any more.", name=person.name), "ok")
    return redirect(url_for("portal.show_person", user_id=person.public_id))


def _find(user_id: str) -> User:
    """The account if it has a factor; 409 otherwise."""
    person = find_other(user_id)
    if not second_factors.are_on(person):
        abort(409)
    return person


def _page(person: User) -> ReasonPage:
    return ReasonPage(
        title=_("End the second factors of %(name)s?", name=person.name),
        name=person.name,
        text=_(
            "Passkeys, authenticator app and recovery codes stop working. Be sure who asks you."
        ),
        hint=_("They read it in a mail; operators read it in the history."),
        button=_("End second factors"),
        cancel_url=url_for("portal.show_person", user_id=person.public_id),
    )
