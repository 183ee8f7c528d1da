"""The mails about decisions and questions of operators."""

from app.config import settings
from app.language.texts import lazy_gettext as _
from app.mail import delivery
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.web.public_url import public_url_for


def write_app_news(
    client: Client, subject: str, reason: str | None = None
) -> list[delivery.Message]:
    """The mails to the developers of ``client``; none for an app without an owner."""
    return _write("app_news", client, subject, news=subject, reason=reason)


def write_question(client: Client, question: str) -> list[delivery.Message]:
    """The mails with a question to the developers of ``client``; none without an owner."""
    subject = _("A question about %(app)s", app=client.name)
    return _write("app_question", client, subject, app=client.name, question=question)


def send(messages: list[delivery.Message]) -> None:
    """Send the mails."""
    for message in messages:
        delivery.send(message)


def send_account_news(user: User, subject: str, reason: str | None = None) -> None:
    """Tell ``user`` what an operator did with their account."""
    values = {"news": subject, "reason": reason}
    delivery.send_to(user, subject, "portal/mails/account_news.txt", **values)


def send_factors_ended(user: User, reason: str | None) -> None:
    """Tell ``user``, if the address is confirmed, that an operator ended their second factors."""
    if user.verified_at is not None:
        send_account_news(user, _("Your second factors were ended by an operator"), reason)


def send_test(user: User) -> None:
    """Send ``user`` a test mail."""
    name = settings().instance_name
    subject = _("A test of mail from %(name)s", name=name)
    delivery.send_template(user.email, subject, "portal/mails/test.txt", user=user, instance=name)


def _write(
    template: str, client: Client, subject: str, **values: str | None
) -> list[delivery.Message]:
    values["link"] = public_url_for("portal.show_client", client_id=client.client_id)
    path = f"portal/mails/{template}.txt"
    return [
        delivery.write(user.email, subject, path, user=user, **values)
        for user in client.list_people_to_tell()
    ]
