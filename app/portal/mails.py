"""The mails that the portal sends."""

from flask import render_template, url_for
from flask_babel import gettext as _

from app.config import settings
from app.mail import delivery
from app.models.accounts.user import User
from app.models.grants.owner_request import OwnerRequest
from app.models.teams.team import Team


def send_reset_link(user: User, token: str, *, came_for: str | None = None) -> None:
    """Mail the link that lets ``user`` choose a new password, on their way to ``came_for``."""
    link = public_url_for("portal.reset_password", token=token, next=came_for)
    body = render_template("portal/mails/reset_link.txt", user=user, link=link)
    delivery.send(delivery.Message(user.email, _("Choose a new password"), body))


def send_password_changed(user: User) -> None:
    """Tell ``user`` that the password is another one now."""
    link = public_url_for("portal.ask_reset")
    body = render_template("portal/mails/password_changed.txt", user=user, link=link)
    delivery.send(delivery.Message(user.email, _("Your password is changed"), body))


def send_confirmation(user: User, address: str, token: str) -> None:
    """Mail the link that proves ``address`` to be the one of ``user``."""
    link = public_url_for("portal.ask_confirmation", token=token)
    body = render_template("portal/mails/confirmation.txt", user=user, address=address, link=link)
    delivery.send(delivery.Message(address, _("Confirm your e-mail address"), body))


def send_address_change_asked(user: User) -> None:
    """Tell ``user`` at the present address that another may take its place."""
    body = render_template(
        "portal/mails/address_change_asked.txt",
        user=user,
        link=public_url_for("portal.ask_password"),
    )
    delivery.send(delivery.Message(user.email, _("Your e-mail address is about to change"), body))


def send_address_changed(user: User, former: str) -> None:
    """Tell the ``former`` address of ``user`` that it is one no more."""
    body = render_template(
        "portal/mails/address_changed.txt", user=user, site=settings().public_url
    )
    delivery.send(delivery.Message(former, _("Your e-mail address is changed"), body))


def send_account_deleted(address: str, name: str) -> None:
    """Tell who had the account that it is gone."""
    body = render_template(
        "portal/mails/account_deleted.txt", name=name, site=settings().public_url
    )
    delivery.send(delivery.Message(address, _("Your account is deleted"), body))


def send_team_deleted(user: User, team: Team, owner: User) -> None:
    """Tell a member that ``owner`` has deleted ``team``."""
    body = render_template("portal/mails/team_deleted.txt", user=user, team=team, owner=owner)
    delivery.send(delivery.Message(user.email, _("%(team)s is deleted", team=team.name), body))


def send_sign_up_notice(user: User) -> None:
    """Tell ``user`` that somebody tried to sign up with their address."""
    body = render_template(
        "portal/mails/sign_up_notice.txt",
        user=user,
        sign_in=public_url_for("portal.sign_in"),
        forgot=public_url_for("portal.ask_reset"),
    )
    delivery.send(delivery.Message(user.email, _("You already have an account"), body))


def send_invitation(address: str, team: Team, sender: User, token: str) -> None:
    """Mail the link that lets whoever reads ``address`` join ``team``."""
    body = render_template(
        "portal/mails/invitation.txt",
        team=team,
        sender=sender,
        link=public_url_for("portal.show_invitation", token=token),
    )
    delivery.send(
        delivery.Message(
            address,
            _("Join %(team)s on %(site)s", team=team.name, site=settings().instance_name),
            body,
        )
    )


def send_owner_request_denied(request: OwnerRequest, answer: str) -> None:
    """Tell whoever asked that an owner does not let the app in, with what they say to it."""
    body = render_template(
        "portal/mails/owner_request_denied.txt",
        user=request.user,
        team=request.team,
        app=request.client.name,
        answer=answer,
        link=public_url_for("portal.list_team_apps", slug=request.team.slug),
    )
    names = {"app": request.client.name, "team": request.team.name}
    subject = _("%(app)s is not let into %(team)s", **names)
    delivery.send(delivery.Message(request.user.email, subject, body))


def send_lost_access(user: User, team: Team, sentences: list[str]) -> None:
    """Tell ``user`` which apps lost access with their role in ``team``."""
    body = render_template(
        "portal/mails/lost_access.txt",
        user=user,
        team=team,
        sentences=sentences,
        link=public_url_for("portal.list_connected_apps"),
    )
    subject = _("Apps you connected lost access to %(team)s", team=team.name)
    delivery.send(delivery.Message(user.email, subject, body))


def public_url_for(endpoint: str, **values: str | None) -> str:
    """The address of a page below PUBLIC_URL: what the request says about the host is not used."""
    return settings().public_url + url_for(endpoint, **values)
