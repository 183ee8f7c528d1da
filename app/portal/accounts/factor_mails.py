"""The mails about second factors: something was added, used or ended.

Only a proved address gets them: a stranger who signed up with it may have chosen the names.
"""

from flask import request

from app.callers.caller_network import caller_network
from app.language.texts import lazy_gettext as _
from app.mail import delivery
from app.models.accounts.user import User
from app.portal.accounts import devices
from app.web.public_url import public_url_for


def send_passkey_added(user: User, name: str) -> None:
    """Tell ``user`` that a passkey can sign them in."""
    _send(user, _("A passkey was added to your account"), detail=_("Its name: %(n)s", n=name))


def send_authenticator_added(user: User) -> None:
    """Tell ``user`` that signing in asks for a code now."""
    _send(user, _("An authenticator app was set up for your account"))


def send_factor_ended(user: User, name: str) -> None:
    """Tell ``user`` that the factor called ``name`` was removed."""
    _send(user, _("A second factor was removed from your account"), detail=name)


def send_recovery_code_used(user: User, left: int) -> None:
    """Tell ``user`` that someone signed in with a recovery code, and how many are left."""
    detail = _("Recovery codes left: %(left)d", left=left)
    _send(user, _("A recovery code was used to sign in to your account"), detail=detail)


def send_recovery_codes_made(user: User) -> None:
    """Tell ``user`` that earlier recovery codes no longer work."""
    _send(user, _("New recovery codes were made for your account"))


def send_wrong_codes(user: User) -> None:
    """Tell ``user`` that someone typed the right password, then only wrong codes."""
    _send(user, _("Someone knows your password, but gave only wrong codes"))


def _send(user: User, news: str, detail: str = "") -> None:
    if user.verified_at is None:
        return
    delivery.send_template(
        user.email,
        news,
        "portal/mails/second_factor_news.txt",
        user=user,
        news=news,
        detail=detail,
        browser=devices.describe(request.headers.get("User-Agent", "")),
        address=caller_network(),
        security=public_url_for("portal.show_security"),
        forgot=public_url_for("portal.ask_reset"),
    )
