"""An operator's and a developer's browser, and the developer's apps, for tests of review."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from tests.support import factories
from tests.support.client_pages import make
from tests.support.forms import submit
from tests.support.people import sign_in

ADMIN, DEVI = "admin@example.org", "devi@example.org"
REASON = "Say on your website who you are."


@pytest.fixture
def admin(app, client):
    """An operator's browser."""
    make(app, lambda: factories.make_user(ADMIN, name="Ada", is_operator=True))
    sign_in(client, ADMIN)
    return client


@pytest.fixture
def devi(app):
    """The developer's browser."""
    make(app, lambda: factories.make_user(DEVI, name="Devi Raman"))
    browser = app.test_client()
    sign_in(browser, DEVI)
    return browser


@pytest.fixture
def waiting(app, devi):
    """The id of Devi's app, which waits."""
    return add_app(app, name="Ticket Box", status="pending", scopes="events:read events:write")


def add_app(app, *, status="live", waiting_since=None, **metadata):
    """Register an app of Devi's; return its id."""

    def build():
        client, _secret = factories.make_client(User.find_by_email(DEVI), **metadata)
        client.status = status
        if waiting_since is not None:
            client.waiting_since = waiting_since
        return client.client_id

    return make(app, build)


def state(app, client_id):
    """Its status and the reason of it."""
    with app.app_context():
        client = Client.find(client_id)
        return client.status, client.status_reason


def actions(app):
    """What the audit trail says operators did."""
    with app.app_context():
        lines = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        return [line.action for line in lines if line.actor and line.actor.is_operator]


def say_why(browser, client_id, act, reason=REASON):
    """Send the form of ``act`` with a reason."""
    button = {"refuse": "Refuse app", "suspend": "Suspend app"}[act]
    return submit(browser, f"/admin/apps/{client_id}/{act}", button, reason=reason)


def mails_of(app):
    """Recipient, subject and text of every mail."""
    return [(mail.to, mail.subject, mail.body) for mail in app.extensions["mail_outbox"]]
