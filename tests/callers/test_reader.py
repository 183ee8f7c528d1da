"""Mails are in the language and the zone of who reads them."""

from app.extensions import db
from app.language.texts import lazy_gettext
from app.mail import delivery
from app.models.accounts.user import User
from app.models.teams.membership import Role
from app.models.teams.team import Team
from tests.support import factories
from tests.support.forms import submit
from tests.support.people import sign_in


def mails_to(app, address):
    return [mail for mail in app.extensions["mail_outbox"] if mail.to == address]


def test_each_owner_reads_the_mail_in_their_own_language(app, client, hall):
    with app.app_context():
        gerda = factories.make_user("gerda@example.org")
        gerda.locale = "de"
        factories.join(Team.find("harbour-hall"), gerda, Role.OWNER)
        User.find_by_email("ed@example.org").locale = "de"
        db.session.commit()
    sign_in(client, "ed@example.org")  # whose page is German
    submit(client, "/teams/harbour-hall/feeds/new", "Link anlegen", name="Website")
    [english], [german] = mails_to(app, "ana@example.org"), mails_to(app, "gerda@example.org")
    assert english.subject == "New private link to the events of Harbour Hall"
    assert german.subject == "Neuer privater Link zu den Veranstaltungen von Harbour Hall"
    assert ("Hello" in english.body, "Hello" in german.body) == (True, False)


def test_mail_of_the_background_is_in_the_language_and_zone_of_its_reader(app, context):
    gerda = factories.make_user("gerda@example.org", timezone="Asia/Tokyo")
    gerda.locale, gerda.verified_at = "de", 1
    subject = lazy_gettext("You already have an account")
    template = app.jinja_env.from_string("{{ at|exact_time }}")
    mail = delivery.write(gerda.email, subject, template, user=gerda, at=0)
    assert (mail.subject, mail.body) == ("Sie haben bereits ein Konto", "1. Jan. 1970, 09:00")


def test_address_of_an_account_is_written_to_in_its_language(app, context):
    factories.make_user("gerda@example.org").locale = "de"
    db.session.flush()
    subject = lazy_gettext("You already have an account")
    template = app.jinja_env.from_string("")
    assert delivery.write("Gerda@example.org", subject, template, user=None).subject.startswith(
        "Sie"
    )
