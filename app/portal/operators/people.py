"""Every account of the installation, for its operators: find, show, disable."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.accounts.second_factors import second_factors
from app.models.accounts.user import User
from app.models.audit_queries import audit_search
from app.models.clients import client_search
from app.models.operators import operators, people_search
from app.models.operators.operator_invitation import OperatorInvitation
from app.models.teams import membership_search
from app.models.values import plain_text
from app.models.values.errors import LastOperatorError
from app.portal import paging
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.audit import audit_presenter
from app.portal.blueprint import bp
from app.portal.clients import client_presenter
from app.portal.operators import operator_mails
from app.portal.operators.reason_page import ReasonPage
from app.portal.teams.team_forms import role_label

MAX_QUERY = 200  # characters
SHOWN = 50  # lines of history on a person's page; a link leads to all
STATES = {
    "operator": (lazy_gettext("Operator"), "info"),
    "disabled": (lazy_gettext("Disabled"), "bad"),
}


@bp.get("/admin/users")
def list_people() -> ResponseReturnValue:
    """Every account, newest first; ``q`` searches names and addresses."""
    query = plain_text.squeeze(request.args.get("q", ""), MAX_QUERY)
    state = request.args.get("status", "")
    state = state if state in STATES else ""
    page = people_search.list_people(query=query, state=state, after=paging.wanted())
    return render_template(
        "portal/operators/people/list.html",
        people=page.rows,
        belongings=people_search.count_belongings(page.rows),
        badge=badge,
        statuses=[("", _("Everyone")), *((name, label) for name, (label, _kind) in STATES.items())],
        query=query,
        state=state,
        invitations=OperatorInvitation.list_open(),
        **paging.links(page, "portal.list_people", q=query, status=state),
    )


@bp.get("/admin/users/<user_id>")
def show_person(user_id: str) -> ResponseReturnValue:
    """An account with its teams, apps, sessions and history."""
    person = find_person(user_id)
    history = audit_search.list_about(person, limit=SHOWN)
    clients, teams = client_search.list_owned(person), membership_search.page_of_user(person)
    return render_template(
        "portal/operators/people/show.html",
        person=person,
        badge=badge(person),
        is_self=person.id == current_user.id,
        memberships=[(membership, role_label(membership.role)) for membership in teams.rows],
        team_count=membership_search.count_of_user(person),
        clients=[(client, client_presenter.BADGES[client.status]) for client in clients],
        sessions=people_search.count_sessions(person),
        factors=second_factors.read(person),
        last_sign_in=people_search.last_sign_in(person),
        invitation=OperatorInvitation.find_to(person.email),
        history=[
            (audit_presenter.describe(line), audit_presenter.facts(line), line) for line in history
        ],
    )


@bp.get("/admin/users/<user_id>/disable")
@needs_fresh_proof
def ask_disabling(user_id: str) -> ResponseReturnValue:
    """Ask for the reason."""
    return _disabling(find_other(user_id)).ask()


@bp.post("/admin/users/<user_id>/disable")
@needs_fresh_proof
def disable_person(user_id: str) -> ResponseReturnValue:
    """End every session and token of an account, and mail the reason."""
    person = find_other(user_id)
    reason = _disabling(person).read()
    try:
        operators.lock_out(person, reason)
    except LastOperatorError:
        abort(409)
    db.session.commit()
    operator_mails.send_account_news(person, lazy_gettext("Your account is disabled"), reason)
    flash(_("%(name)s is locked out, with every app they connected.", name=person.name), "ok")
    return show_again(person)


@bp.post("/admin/users/<user_id>/enable")
def enable_person(user_id: str) -> ResponseReturnValue:
    """Enable an account: its grants that were not revoked work again."""
    person = find_person(user_id)
    if person.is_active:
        abort(409)
    person.enable()
    db.session.commit()
    operator_mails.send_account_news(person, lazy_gettext("Your account works again"))
    flash(_("%(name)s can sign in again.", name=person.name), "ok")
    return show_again(person)


@bp.get("/admin/users/<user_id>/sessions")
@needs_fresh_proof
def ask_ending_sessions(user_id: str) -> ResponseReturnValue:
    """Confirm, with how many sessions will end."""
    person = find_other(user_id)
    count = people_search.count_sessions(person)
    return render_template("portal/operators/people/end_sessions.html", person=person, count=count)


@bp.post("/admin/users/<user_id>/sessions")
@needs_fresh_proof
def end_sessions_of_person(user_id: str) -> ResponseReturnValue:
    """Sign an account out of every browser."""
    person = find_other(user_id)
    operators.end_sessions(person)
    db.session.commit()
    flash(_("%(name)s is signed out everywhere.", name=person.name), "ok")
    return show_again(person)


def find_person(user_id: str) -> User:
    """The account with this public id; 404 when there is none."""
    return people_search.find_person(user_id) or abort(404)


def find_other(user_id: str) -> User:
    """The account with this public id; 403 for the operator's own."""
    person = find_person(user_id)
    if person.id == current_user.id:
        abort(403)
    return person


def badge(person: User) -> tuple[str, str] | None:
    """The badge of an account; None for an ordinary one."""
    if not person.is_active:
        return STATES["disabled"]
    return STATES["operator"] if person.is_operator else None


def show_again(person: User) -> ResponseReturnValue:
    """Go back to the account's page."""
    return redirect(url_for("portal.show_person", user_id=person.public_id))


def _disabling(person: User) -> ReasonPage:
    return ReasonPage(
        title=_("Disable %(name)s?", name=person.name),
        name=person.name,
        text=_("Every session and every app they connected stops at once. You can undo this."),
        hint=_("They read it in a mail; operators read it in the history."),
        button=_("Disable account"),
        cancel_url=url_for("portal.show_person", user_id=person.public_id),
    )
