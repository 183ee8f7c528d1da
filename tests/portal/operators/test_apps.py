"""Every app, for operators: find, suspend with a reason, restore."""

from app.models.clients.client import Client
from tests.support import factories
from tests.support.client_pages import make
from tests.support.forms import submit
from tests.support.operator_pages import (
    DEVI,
    REASON,
    actions,
    add_app,
    mails_of,
    say_why,
    state,
)
from tests.support.people import sign_in


def test_nothing_is_suspended_without_a_reason(app, admin, devi):
    client_id = add_app(app)
    for reason in ("", "  ", "x" * 1001):
        assert say_why(admin, client_id, "suspend", reason).status_code == 422
    assert state(app, client_id) == ("live", None)


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


def test_suspending_asks_for_the_password_again_after_a_while(app, admin, devi, clock):
    client_id = add_app(app)
    clock.advance(601)
    answer = admin.get(f"/admin/apps/{client_id}/suspend")
    assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/account/confirm")


def test_every_app_is_found_by_name_maker_or_status(app, admin, waiting):
    make(app, lambda: factories.make_client(factories.make_user(name="Otto"), name="Street Map")[0])
    for query in ("q=ticket", "q=Raman", f"q={DEVI}", f"q={waiting}", "status=pending"):
        page = admin.get(f"/admin/apps?{query}").text
        assert ("Ticket Box" in page, "Street Map" in page) == (True, False), query
    assert "No app matches" in admin.get("/admin/apps?q=zebra%25").text
    assert admin.get("/admin/apps?q=%00&status=x&after=x.9").status_code == 200


def test_history_says_who_decided(app, admin, waiting):
    submit(admin, f"/admin/review/{waiting}", "Approve")
    page = admin.get(f"/admin/apps/{waiting}").text
    assert "Approved" in page
    assert "Ada" in page
