"""The portal's mails: to whom they go, and what they say."""

import pytest

from app.extensions import db
from app.portal import mails
from tests.support.factories import make_team, make_user
from tests.support.mails import link_to, sent_to


@pytest.fixture
def ana(app):
    """A user, within a request."""
    with app.test_request_context("/"):
        user = make_user("ana@example.org")
        db.session.commit()
        yield user


def test_reset_link_leads_to_its_page(app, ana):
    mails.send_reset_link(ana, "secret-token")

    assert sent_to(app, "ana@example.org") == ["Choose a new password"]
    assert link_to(app, "ana@example.org") == "/reset/secret-token"


def test_changed_address_is_told_to_the_former_one(app, ana):
    mails.send_address_changed(ana, "former@example.org")

    assert sent_to(app, "former@example.org") == ["Your e-mail address is changed"]
    assert sent_to(app, "ana@example.org") == []


def test_invitation_names_sender_team_and_site(app, ana):
    mails.send_invitation("ben@example.org", make_team(ana, name="Back Room"), ana, "token")

    (mail,) = app.extensions["mail_outbox"]
    assert (mail.to, mail.subject) == ("ben@example.org", "An invitation to a team on Stagedoor")
    assert "Ana Rossi invites you to join Back Room." in mail.body
    assert link_to(app, "ben@example.org") == "/invitations/token"


def test_lost_access_lists_one_sentence_a_line(app, ana):
    sentences = ["Poster Board lost its access to Acme.", "Desk lost its access to Acme."]
    mails.send_lost_access(ana, make_team(name="Acme"), sentences)

    (mail,) = app.extensions["mail_outbox"]
    assert "\n- Poster Board lost its access to Acme.\n- Desk lost its" in mail.body
