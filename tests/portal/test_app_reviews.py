"""Operators: the review queue, every app, suspending and restoring."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.audit_event import AuditEvent
from app.models.client import Client
from app.models.user import User
from tests.support import factories
from tests.support.client_pages import make
from tests.support.forms import find_form, submit
from tests.support.people import sign_in

ADMIN, DEVI = "admin@example.org", "devi@example.org"
REASON = "Say on your website who you are."
ACTS = ("approve", "refuse", "suspend", "restore")


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


def test_others_find_no_such_pages(app, devi, waiting):
    token = find_form(devi.get("/account").text).fields["csrf_token"][0]
    got = [devi.get(f"/admin/{page}").status_code for page in ("review", "apps", f"apps/{waiting}")]
    sent = [
        devi.post(f"/admin/apps/{waiting}/{act}", data={"csrf_token": token, "reason": "x"})
        for act in ACTS
    ]
    assert {*got, *(answer.status_code for answer in sent)} == {404}
    assert state(app, waiting)[0] == "pending"
    assert "/admin/" not in devi.get("/account").text


def test_operator_gets_there_from_the_account_menu(admin):
    assert 'href="/admin/review"' in admin.get("/account").text


def test_queue_shows_what_is_decided_about_longest_waiting_first(app, admin, waiting):
    add_app(app, name="Earlier Bird", status="pending", waiting_since=1)
    page = admin.get("/admin/review").text
    for words in ("Devi Raman", DEVI, factories.REDIRECT_URI, "high risk: it changes things"):
        assert words in page
    assert page.index("Earlier Bird") < page.index("Ticket Box")


def test_live_app_is_shown_until_somebody_looked_at_it(app, admin, devi):
    add_app(app, name="Street Map")
    assert "Live, but nobody has looked at it" in admin.get("/admin/review").text
    submit(admin, "/admin/review", "Approve Street Map")
    assert "All caught up" in admin.get("/admin/review").text
    assert mails_of(app) == []


def test_approved_app_goes_live_and_its_developer_is_told(app, admin, waiting):
    answer = submit(admin, "/admin/review", "Approve Ticket Box")
    assert (answer.status_code, state(app, waiting)) == (302, ("live", None))
    assert [(to, subject) for to, subject, _body in mails_of(app)] == [
        (DEVI, "Ticket Box is approved")
    ]
    assert actions(app)[-1] == "client.approved"


def test_refused_developer_reads_why_and_asks_again(app, admin, devi, waiting):
    assert say_why(admin, waiting, "refuse").status_code == 302
    assert state(app, waiting) == ("refused", REASON)
    ((to, _subject, body),) = mails_of(app)
    assert (to, REASON in body, f"/developer/apps/{waiting}" in body) == (DEVI, True, True)
    assert actions(app)[-1] == "client.refused"

    here = f"/developer/apps/{waiting}"
    assert REASON in devi.get(here).text
    submit(devi, here, "Ask again")
    assert state(app, waiting) == ("pending", None)
    assert "Ticket Box" in admin.get("/admin/review").text


@pytest.mark.parametrize("act", ["refuse", "suspend"])
def test_nothing_is_stopped_without_a_reason(app, admin, devi, act):
    status = {"refuse": "pending", "suspend": "live"}[act]
    client_id = add_app(app, status=status)
    for reason in ("", "  ", "x" * 1001):
        assert say_why(admin, client_id, act, reason).status_code == 422
    assert state(app, client_id) == (status, None)


def test_suspension_is_explained_to_developer_and_organizers_and_can_be_lifted(app, admin, devi):
    client_id = add_app(app, name="Lobby Screen")

    def connect():
        olivia = factories.make_user("olivia@example.org")
        team = factories.make_team(olivia, slug="harbour-hall")
        client = Client.find(client_id)
        return factories.make_grant(client, olivia, team).public_id

    grant = make(app, connect)
    say_why(admin, client_id, "suspend")
    assert state(app, client_id) == ("suspended", REASON)
    assert REASON in mails_of(app)[0][2]

    olivia = app.test_client()
    sign_in(olivia, "olivia@example.org")
    assert REASON in devi.get(f"/developer/apps/{client_id}").text
    for path in ("/account/apps", f"/account/apps/{grant}", "/teams/harbour-hall/apps"):
        assert REASON in olivia.get(path).text

    submit(admin, f"/admin/apps/{client_id}", "Restore")
    assert state(app, client_id) == ("live", None)
    assert actions(app)[-2:] == ["client.suspended", "client.restored"]


def test_decision_made_already_is_not_made_again(app, admin, waiting):
    token = find_form(admin.get("/account").text).fields["csrf_token"][0]
    sent = {"csrf_token": token, "reason": "x"}
    for act in ("suspend", "restore"):
        assert admin.post(f"/admin/apps/{waiting}/{act}", data=sent).status_code == 409
    submit(admin, "/admin/review", "Approve")
    assert admin.post(f"/admin/apps/{waiting}/refuse", data=sent).status_code == 409
    assert state(app, waiting)[0] == "live"


def test_every_app_is_found_by_name_maker_or_status(app, admin, waiting):
    make(app, lambda: factories.make_client(factories.make_user(name="Otto"), name="Street Map")[0])
    for query in ("q=ticket", "q=Raman", f"q={DEVI}", f"q={waiting}", "status=pending"):
        page = admin.get(f"/admin/apps?{query}").text
        assert ("Ticket Box" in page, "Street Map" in page) == (True, False), query
    assert "No app matches" in admin.get("/admin/apps?q=zebra%25").text
    assert admin.get("/admin/apps?q=%00&status=x").status_code == 200


def test_history_says_who_decided(app, admin, waiting):
    submit(admin, "/admin/review", "Approve")
    page = admin.get(f"/admin/apps/{waiting}").text
    assert "Approved" in page
    assert "Ada" in page
