"""Confirming an address: the page that waits for the mail, and the page that its link opens."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from app.database.transactions import start_writing
from app.extensions import csrf, db
from app.language.texts import gettext as _
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.housekeeping import address_proof
from app.models.values.errors import ValidationError
from app.portal import mails
from app.portal.access import requesting_app
from app.portal.access.rate_limits import count_requests
from app.portal.accounts import email_links, lost_with_proof
from app.portal.blueprint import bp, open_to_unverified, public
from app.portal.forms.fields import PortalForm
from app.web import local_path
from app.web.signed_in import current_person, current_session, renew_session


@bp.get("/account/verify")
def show_verification() -> ResponseReturnValue:
    """Say where the link was sent; continue to ``next`` if there is nothing to confirm."""
    came_for, waiting = local_path.wanted(), EmailConfirmation.find_waiting(current_person())
    if _has_nothing_to_confirm(waiting):
        return redirect(came_for or url_for("portal.show_account"))
    if waiting is not None and came_for not in (None, waiting.target) and request.method == "GET":
        waiting = _lead_link_to(came_for)
    return requesting_app.render_stop(
        "portal/accounts/email_verification/waiting.html", waiting=waiting
    )


@bp.post("/account/verify")
@open_to_unverified
def send_verification() -> ResponseReturnValue:
    """Send another link, at most one a minute."""
    person = current_person()
    waiting = EmailConfirmation.find_waiting(person)
    if not _has_nothing_to_confirm(waiting):
        address = waiting.email if waiting is not None else person.email
        if email_links.send(person, address, came_for=local_path.wanted()):
            flash(_("A new link is on its way. Earlier ones no longer work."), "ok")
        else:
            email_links.say_why_not(person, address)
    return redirect(url_for("portal.show_verification", next=local_path.wanted()))


@bp.get("/account/verify/<token>")
def ask_confirmation(token: str) -> ResponseReturnValue:
    """Ask for confirmation, as mail programs open links in advance."""
    link = EmailConfirmation.find(token)
    if link is None or not _is_usable(link):
        return _show_unusable(link)
    return render_template(
        "portal/accounts/email_verification/confirm.html",
        link=link,
        ends=lost_with_proof.describe(current_person()),
        here=local_path.present(),
        app_name=requesting_app.introduce_app(_target(link)),
    )


@bp.post("/account/verify/<token>")
@open_to_unverified
def confirm_address(token: str) -> ResponseReturnValue:
    """Confirm the address, once; a first proof signs out every other browser."""
    link = EmailConfirmation.find(token)
    if link is None or not _is_usable(link):
        return _show_unusable(link)
    former = link.user.email
    try:
        if not address_proof.confirm(link, current_session()):
            return _show_unusable(link)
    except ValidationError as error:
        db.session.rollback()
        flash(error.message, "bad")
        return redirect(url_for("portal.ask_email"))
    renew_session()
    db.session.commit()
    if former != link.email:
        mails.send_address_changed(link.user, former)
    return _show_confirmed(link)


@bp.get("/account/verify/<token>/not-me")
@public
def ask_not_me(token: str) -> ResponseReturnValue:
    """Offer the owner of the address to end what someone else made with it."""
    link = EmailConfirmation.find_open(token)
    return _show_dead_link() if link is None else _show_not_me(link)


# As for a link to choose a password: the page sends no Referer, and checks its own token.
@bp.post("/account/verify/<token>/not-me")
@public
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF ships no types
@count_requests("rate_limit_login")
def disown_account(token: str) -> ResponseReturnValue:
    """End the account that someone else made, and let the owner choose a password for it."""
    form = PortalForm()
    if not form.validate():
        raise CSRFError(form.csrf_token.errors[0])
    link = EmailConfirmation.find_open(token)
    if link is None:
        return _show_dead_link()
    key = address_proof.disown(link)
    db.session.commit()
    if key is not None:
        return redirect(url_for("portal.reset_password", token=key))
    flash(_("The link no longer works, and your address was not added to the account."), "ok")
    return redirect(url_for("portal.home"))


def _show_not_me(link: EmailConfirmation) -> ResponseReturnValue:
    page = render_template(
        "portal/accounts/email_verification/not_me.html", link=link, form=PortalForm()
    )
    # The address of this page gives access to the account.
    return page, 200, {"Referrer-Policy": "no-referrer"}


def _lead_link_to(target: str | None) -> EmailConfirmation | None:
    """Let the link that was sent before lead to what the user came for since."""
    start_writing()
    waiting = EmailConfirmation.find_waiting(current_person())
    if waiting is not None:
        waiting.lead_to(target)
    db.session.commit()
    return waiting


def _target(link: EmailConfirmation) -> str | None:
    # The links of earlier versions had it in their address.
    return link.target or local_path.wanted()


def _has_nothing_to_confirm(waiting: EmailConfirmation | None) -> bool:
    return waiting is None and current_user.verified_at is not None


def _is_usable(link: EmailConfirmation) -> bool:
    return link.is_open and link.user_id == current_user.id


def _show_unusable(link: EmailConfirmation | None) -> ResponseReturnValue:
    """Say why: it is for another account, its address is confirmed already, or it has expired."""
    if link is not None and link.user_id != current_user.id and link.is_open:
        url = url_for("portal.ask_not_me", **request.view_args or {})
        template = "portal/accounts/email_verification/wrong_account.html"
        page = render_template(template, not_me=url, here=local_path.present())
        return page, 403
    if link is not None and link.user_id == current_user.id and _is_done(link):
        return _show_confirmed(link)
    is_own = link is not None and link.user_id == current_user.id
    return _show_dead_link(link.target if link is not None and is_own else None)


def _show_dead_link(came_for: str | None = None) -> ResponseReturnValue:
    template = "portal/accounts/email_verification/dead_link.html"
    return render_template(template, came_for=came_for), 410


def _is_done(link: EmailConfirmation) -> bool:
    return current_user.verified_at is not None and link.email == current_user.email


def _show_confirmed(link: EmailConfirmation) -> ResponseReturnValue:
    flash(_("%(address)s is confirmed.", address=link.email), "ok")
    return redirect(_target(link) or url_for("portal.show_account"))
