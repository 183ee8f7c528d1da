"""The mail about a new personal token, in case its user did not make it."""

from flask import request

from app.callers.caller_network import caller_network
from app.language.texts import lazy_gettext as _
from app.mail import delivery
from app.models.accounts.user import User
from app.models.grants.grant import Grant
from app.models.values import scopes
from app.portal.accounts import devices
from app.portal.grants import grant_presenter
from app.web.public_url import public_url_for


def send_created(user: User, grant: Grant) -> None:
    """Tell ``user`` what the new token can do, and where to revoke it."""
    if user.verified_at is None:
        return
    delivery.send_to(
        user,
        _("A personal token was made for your account"),
        "portal/mails/personal_token_made.txt",
        grant=grant,
        teams=grant_presenter.team_names(grant),
        permissions=[scope.sentence for scope in scopes.describe(scopes.parse(grant.scopes))],
        browser=devices.describe(request.headers.get("User-Agent", "")),
        address=caller_network(),
        link=public_url_for("portal.show_connected_app", grant_id=grant.public_id),
    )
