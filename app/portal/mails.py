"""The mails that the portal sends."""

from flask import current_app, render_template, url_for
from flask_babel import gettext as _

from app import mail
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


def public_url_for(endpoint: str, **values: str) -> str:
    """The address of a page below PUBLIC_URL: what the request says about the host is not used."""
    return current_app.config["SETTINGS"].public_url + url_for(endpoint, **values)
