"""Publishing, hiding, cancelling and deleting ticked events."""

import pytest

from app.extensions import db
from app.models.events import bulk_act
from app.models.events.event import Event
from app.models.teams.membership import Role
from tests.support.factories import join, make_event, make_team, make_ticket, make_user
from tests.support.forms import find_form, submit
from tests.support.people import sign_in

LIST = "/teams/harbour-hall/events"


@pytest.fixture
def editor(app, client):
    """The browser of an editor of Harbour Hall, which has a draft and two events."""
    with app.app_context():
        team = make_team(name="Harbour Hall", slug="harbour-hall")
        join(team, make_user("ed@example.org"), Role.EDITOR)
        join(team, make_user("vi@example.org"), Role.VIEWER)
        make_event(team, "One", status="draft", visibility="private")
        make_event(team, "Two")
        make_event(make_team(name="Other", slug="other"), "Three")
        db.session.commit()
    sign_in(client, "ed@example.org")
    return client


def states(app) -> dict[str, tuple[str, str]]:
    """Status and visibility of the events that are not deleted, by title."""
    with app.app_context():
        events = db.session.scalars(db.select(Event).where(Event.deleted_at.is_(None)))
        return {one.title: (one.status, one.visibility) for one in events}


def press(client, button, *slugs):
    return submit(client, f"{LIST}?shown=all", button, events=list(slugs))


def test_ticked_events_are_published_and_hidden_in_one_act(app, editor):
    press(editor, "Publish", "one", "two")
    assert states(app)["One"] == ("scheduled", "public")

    answer = press(editor, "Hide", "one", "two")
    assert "2 events hidden" in editor.get(answer.location).text
    assert {states(app)[title][1] for title in ("One", "Two")} == {"private"}


@pytest.mark.parametrize("act", ["Cancel", "Delete"])
def test_act_that_visitors_notice_asks_first(app, editor, act):
    before = states(app)
    page = press(editor, act, "two")
    assert f"{act} 1 event?" in page.text
    assert states(app) == before

    submit(editor, f"{LIST}/bulk", f"{act} the events", page=page)

    assert states(app).get("Two") == (("cancelled", "public") if act == "Cancel" else None)
    assert "One" in states(app)


@pytest.mark.parametrize("act", ["Cancel", "Delete"])
def test_holders_of_tickets_are_counted_before_and_told_after(app, editor, act):
    with app.app_context():
        two = db.session.scalar(db.select(Event).filter_by(slug="two"))
        make_ticket(two, make_user("bo@example.org"))
        make_ticket(two, status="cancelled")
        db.session.commit()

    page = press(editor, act, "one", "two")
    assert "1 ticket ends." in page.text
    submit(editor, f"{LIST}/bulk", f"{act} the events", page=page)

    mails = [(mail.to, mail.subject) for mail in app.extensions["mail_outbox"]]
    assert mails == [("bo@example.org", "Cancelled: Two")]


def test_events_of_other_teams_none_and_too_many_change_nothing(app, editor, monkeypatch):
    before = states(app)
    press(editor, "Hide", "three")
    press(editor, "Hide")
    monkeypatch.setattr(bulk_act, "MAX_EVENTS", 1)
    press(editor, "Publish", "one", "two")

    assert states(app) == before


def test_viewer_has_neither_boxes_nor_the_right(app, editor, client):
    before = states(app)
    form = find_form(editor.get(f"{LIST}?shown=all").text, "Hide")
    sign_in(client, "vi@example.org")
    token = find_form(client.get("/account").text, "Sign out").fields["csrf_token"]

    answer = client.post(
        form.action, data={"act": "hide", "events": ["one", "two"], "csrf_token": token}
    )

    assert 'name="events"' not in client.get(LIST).text
    assert answer.status_code == 403
    assert states(app) == before
