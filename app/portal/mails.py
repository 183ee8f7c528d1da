"""The mails that the portal sends."""

from collections.abc import Sequence

from app.config import settings
from app.language.texts import lazy_gettext as _
from app.mail import delivery
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_transfer import ClientTransfer
from app.models.grants.grant import Grant
from app.models.grants.owner_request import OwnerRequest
from app.models.teams.team import Team
from app.models.values import secret
from app.web.public_url import public_url_for

RESET_TOKEN = secret.generate(secret.Kind.RESET_TOKEN)  # of no one


def send_reset_link(user: User, token: str) -> None:
    """Mail the link to choose a new password."""
    link = public_url_for("portal.reset_password", token=token)
    _send("password_reset", user.email, _("Choose a new password"), user=user, link=link)


def imitate_reset_link() -> None:
    """Write such a mail, and send none: the time of the answer tells of no account."""
    link = public_url_for("portal.reset_password", token=RESET_TOKEN)
    template, subject = "portal/mails/password_reset.txt", _("Choose a new password")
    delivery.imitate(subject, template, user=None, link=link)


def send_new_browser(session: BrowserSession, browser: str) -> None:
    """Tell the user of ``session`` that they were signed in in a ``browser`` that is new."""
    _send_to(
        session.user,
        "new_browser",
        _("New sign-in to your account"),
        browser=browser,
        session=session,
        sessions=public_url_for("portal.list_sessions"),
        forgot=public_url_for("portal.ask_reset"),
    )


def send_password_changed(user: User) -> None:
    """Tell ``user`` that their password was changed."""
    link = public_url_for("portal.ask_reset")
    _send_to(user, "password_changed", _("Your password is changed"), link=link)


def send_confirmation(user: User, address: str, token: str) -> None:
    """Mail the link that confirms ``address`` as the one of ``user``."""
    link = public_url_for("portal.ask_confirmation", token=token)
    not_me = public_url_for("portal.ask_not_me", token=token)
    subject = _("Confirm your e-mail address")
    values = {"address": address, "link": link, "not_me": not_me}
    _send("confirmation", address, subject, user=user, **values)


def send_address_change_asked(user: User) -> None:
    """Tell ``user`` at the current address that a change to another was requested."""
    link = public_url_for("portal.ask_password")
    subject = _("Your e-mail address is about to change")
    _send_to(user, "address_change_asked", subject, link=link)


def send_address_changed(user: User, former: str) -> None:
    """Tell the ``former`` address of ``user`` that it was replaced."""
    subject = _("Your e-mail address is changed")
    _send("address_changed", former, subject, user=user, site=settings().public_url)


def send_account_deleted(address: str, name: str) -> None:
    """Tell the former user that their account is deleted."""
    subject = _("Your account is deleted")
    _send("account_deleted", address, subject, name=name, site=settings().public_url)


def send_team_deleted(user: User, team: Team, owner: User) -> None:
    """Tell a member that ``owner`` has deleted ``team``."""
    subject = _("%(team)s is deleted", team=team.name)
    _send_to(user, "team_deleted", subject, team=team, owner=owner)


def send_sign_up_notice(user: User) -> None:
    """Tell ``user`` that someone tried to sign up with their address."""
    sign_in, forgot = public_url_for("portal.sign_in"), public_url_for("portal.ask_reset")
    subject = _("You already have an account")
    _send("sign_up_notice", user.email, subject, user=user, sign_in=sign_in, forgot=forgot)


def send_invitation(address: str, team: Team, sender: User, key: str) -> None:
    """Mail the link with which the recipient joins ``team``."""
    link = public_url_for("portal.show_invitation", key=key)
    subject = _("An invitation to a team on %(site)s", site=settings().instance_name)
    _send("invitation", address, subject, team=team, sender=sender, link=link)


def send_handover_offer(address: str, team: Team, key: str) -> None:
    """Mail the link with which the recipient becomes an owner of ``team``."""
    link = public_url_for("portal.show_invitation", key=key)
    subject = _("An invitation to own a team on %(site)s", site=settings().instance_name)
    _send("handover_offer", address, subject, team=team, link=link)


def send_operator_invitation(address: str, key: str) -> None:
    """Mail the link with which the recipient becomes an operator."""
    link = public_url_for("portal.show_invitation", key=key)
    subject = _("Become an operator of %(site)s", site=settings().instance_name)
    _send("operator_invitation", address, subject, link=link)


def send_owner_request_denied(request: OwnerRequest, answer: str) -> None:
    """Tell the member who asked that an owner denied the request, and the owner's answer."""
    app, team = request.client.name, request.team
    _send_to(
        request.user,
        "owner_request_denied",
        _("%(app)s is not connected to %(team)s", app=app, team=team.name),
        team=team,
        app=app,
        answer=answer,
        link=public_url_for("portal.list_team_apps", slug=team.slug),
    )


def send_lost_access(user: User, team: Team, sentences: list[str]) -> None:
    """Tell ``user`` which apps lost access with their role in ``team``."""
    subject = _("Apps you connected lost access to %(team)s", team=team.name)
    link = public_url_for("portal.list_connected_apps")
    _send_to(user, "lost_access", subject, team=team, sentences=sentences, link=link)


def send_app_revoked(grant: Grant, team: Team, by: User) -> None:
    """Tell the user who gave ``grant`` that ``by``, an owner of ``team``, revoked it."""
    if grant.user is not None:
        app, link = grant.title, public_url_for("portal.list_team_apps", slug=team.slug)
        subject = _("%(app)s no longer has access to %(team)s", app=app, team=team.name)
        values = {"team": team, "app": app, "by": by, "link": link}
        _send_to(grant.user, "app_revoked", subject, **values)


def send_app_narrowed(grant: Grant, team: Team, by: User, what: object) -> None:
    """Tell the user who gave ``grant`` that ``by``, an owner of ``team``, took ``what`` off it."""
    subject = _("%(app)s may do less now", app=grant.title)
    _send_of_grant(grant, team, by, "app_narrowed", subject, what=what)


def send_app_paused(grant: Grant, team: Team, by: User) -> None:
    """Tell the user who gave ``grant`` that ``by``, an owner of ``team``, paused it."""
    subject = _("%(app)s is paused", app=grant.title)
    _send_of_grant(grant, team, by, "app_paused", subject, until=grant.paused_until)


def _send_of_grant(
    grant: Grant, team: Team, by: User, template: str, subject: str, **values: object
) -> None:
    if grant.user is None or grant.user.id == by.id:
        return
    app, link = (
        grant.title,
        public_url_for("portal.show_connected_app", grant_id=grant.public_id),
    )
    values = {"team": team, "app": app, "by": by, "link": link, **values}
    _send_to(grant.user, template, subject, **values)


def send_transfer_offer(offer: ClientTransfer, key: str) -> None:
    """Mail the link with which the recipient takes over the app."""
    app, link = offer.client.name, public_url_for("portal.show_invitation", key=key)
    subject = _("An offer of an app on %(site)s", site=settings().instance_name)
    _send("transfer_offer", offer.email, subject, app=app, sender=offer.offered_by, link=link)


def send_transfer_done(client: Client, former: Sequence[User]) -> None:
    """Tell the people of the previous owner that ``client`` has a new one."""
    app, owner = client.name, client.owner
    if owner is not None:
        subject = _("%(app)s belongs to %(name)s now", app=app, name=owner.name)
        for user in former:
            _send_to(user, "transfer_done", subject, app=app, owner=owner)


def _send_to(user: User, template: str, subject: str, **values: object) -> None:
    delivery.send_to(user, subject, f"portal/mails/{template}.txt", **values)


def _send(
    template: str, to: str, subject: str, *, user: User | None = None, **values: object
) -> None:
    delivery.send_template(to, subject, f"portal/mails/{template}.txt", user=user, **values)
