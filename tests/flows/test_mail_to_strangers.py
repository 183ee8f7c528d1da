"""What reaches an address that nobody has proved: none of a stranger's words in the subject."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from tests.support import factories
from tests.support.forms import submit
from tests.support.people import sign_in

STRANGER = "You won a prize call now"
VICTIM = "victim@example.com"


@pytest.fixture
def sender(app, client):
    """The browser of a confirmed account that chose all its names for the victim to read."""
    with app.app_context():
        user = factories.make_user("eve@example.org", name=STRANGER)
        factories.make_team(user, name=STRANGER, slug="prize")
        made, _secret = factories.make_client(user, name=STRANGER)
        user.is_operator = True
        db.session.commit()
        client.app_id = made.client_id
    sign_in(client, "eve@example.org")
    return client


def subjects(app):
    """The subjects of the mails to the victim."""
    return [mail.subject for mail in app.extensions["mail_outbox"] if mail.to == VICTIM]


def test_invitation_to_a_team(app, sender):
    submit(sender, "/teams/prize/members", "Add", email=VICTIM, role="editor")
    assert subjects(app) == ["An invitation to a team on Stagedoor"]


def test_offer_of_an_app(app, sender):
    page = f"/developer/apps/{sender.app_id}/transfer"
    submit(sender, page, "Offer it", email=VICTIM, typed=STRANGER)
    assert subjects(app) == ["An offer of an app on Stagedoor"]


def test_hand_over_of_a_team(app, sender):
    answer = app.test_cli_runner().invoke(args=["team", "owner", "prize", VICTIM])
    assert answer.exit_code == 0, answer.output
    assert subjects(app) == ["An invitation to own a team on Stagedoor"]


def test_sign_up_with_the_address_of_another(app, client):
    fields = {"name": STRANGER, "email": VICTIM, "password": "41 copper sheep"}
    submit(client, "/register", "Sign up", **fields)
    (mail,) = [mail for mail in app.extensions["mail_outbox"] if mail.to == VICTIM]
    assert STRANGER not in mail.subject + mail.body
    with app.app_context():
        assert User.find_by_email(VICTIM).verified_at is None
