"""The mails that the portal sends."""

from flask import current_app, render_template, url_for
from flask_babel import gettext as _

from app import mail
from app.models.client import Client
from app.models.team import Team
from app.models.user import User


def send_reset_link(user: User, token: str) -> None:
    """Mail the link that lets ``user`` choose a new password."""
    link = public_url_for("portal.reset_password", token=token)
    body = render_template("portal/mails/reset_link.txt", user=user, link=link)
    mail.send(mail.Message(user.email, _("Choose a new password"), body))


def send_sign_up_notice(user: User) -> None:
    """Tell ``user`` that somebody tried to sign up with their address."""
    body = render_template(
        "portal/mails/sign_up_notice.txt",
        user=user,
        sign_in=public_url_for("portal.sign_in"),
        forgot=public_url_for("portal.ask_reset"),
    )
    mail.send(mail.Message(user.email, _("You already have an account"), body))


def send_invitation(address: str, team: Team, sender: User, token: str) -> None:
    """Mail the link that lets whoever reads ``address`` join ``team``."""
    body = render_template(
        "portal/mails/invitation.txt",
        team=team,
        sender=sender,
        link=public_url_for("portal.show_invitation", token=token),
    )
    mail.send(mail.Message(address, _("Join %(team)s on Stagedoor", team=team.name), body))


def send_app_news(client: Client, subject: str) -> None:
    """Tell the developer what an operator decided about ``client``, and why."""
    if client.owner is None:
        return
    body = render_template(
        "portal/mails/app_news.txt",
        user=client.owner,
        news=subject,
        reason=client.status_reason,
        link=public_url_for("portal.show_client", client_id=client.client_id),
    )
    mail.send(mail.Message(client.owner.email, subject, body))


def send_lost_access(user: User, team: Team, sentences: list[str]) -> None:
    """Tell ``user`` which apps lost access with their role in ``team``."""
    body = render_template(
        "portal/mails/lost_access.txt",
        user=user,
        team=team,
        sentences=sentences,
        link=public_url_for("portal.list_authorized_apps"),
    )
    subject = _("Apps you connected lost access to %(team)s", team=team.name)
    mail.send(mail.Message(user.email, subject, body))


def public_url_for(endpoint: str, **values: str) -> str:
    """The address of a page below PUBLIC_URL: what the request says about the host is not used."""
    return current_app.config["SETTINGS"].public_url + url_for(endpoint, **values)
