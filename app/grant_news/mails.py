"""The mail a week before a grant ends, and the tasks of the worker about its end."""

from app.extensions import db
from app.language.texts import lazy_gettext as _
from app.mail import delivery
from app.models.grants import grant_expiry
from app.models.grants.grant import Grant
from app.web.public_url import public_url_for


def announce_expiries() -> bool:
    """Mail the users whose grants end in a week; whether there were any. A task of the worker."""
    grants = grant_expiry.take_announcements()
    db.session.commit()
    for grant in grants:
        _announce(grant)
    return bool(grants)


def end_expired_grants() -> bool:
    """Record the grants that have expired; whether there were any. A task of the worker."""
    count = grant_expiry.end_due()
    db.session.commit()
    return count > 0


def _announce(grant: Grant) -> None:
    if grant.user is None:
        return
    link = public_url_for("portal.show_connected_app", grant_id=grant.public_id)
    values = {"grant": grant, "teams": [team.name for team in grant.teams], "link": link}
    subject = _("The access of %(app)s ends in a week", app=grant.title)
    delivery.send_to(grant.user, subject, "grant_news/mails/expires_soon.txt", **values)
