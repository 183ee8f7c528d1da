"""Forms for a new event and a new private link, sent more than once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.credentials.secret_handover import LIFETIME
from app.models.events.event import Event
from app.models.feeds.feed_link import FeedLink
from tests.support import audit
from tests.support.factories import make_team
from tests.support.forms import find_form, submit
from tests.support.hall import EVENTS, only_event
from tests.support.people import sign_in

NIGHT = {"title": "Spring night", "start_date": "2027-03-20", "start_time": "20:00"}
FEEDS = "/teams/harbour-hall/feeds"
FORMS = {
    "event": (f"{EVENTS}/new", "Add the event", NIGHT, Event, "event.created"),
    "link": (f"{FEEDS}/new", "Create link", {"name": "Website"}, FeedLink, "feed_link.made"),
}
BOTH = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def counted(app, noun, action):
    """How many there are, and how often the audit trail says that one was made."""
    with app.app_context():
        lines = audit.actions().count(action)
        return db.session.query(noun).count(), lines


@BOTH
def test_form_sent_twice_makes_one_and_leads_to_it_twice(app, editor, form):
    path, button, fields, noun, action = form
    page = editor.get(path)
    first, second = (submit(editor, path, button, page=page, **fields) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    assert editor.get(second.location).status_code == 200
    assert counted(app, noun, action) == (1, 1)


@BOTH
def test_another_form_another_text_and_a_strange_draft_make_others(app, editor, form):
    path, button, fields, noun, action = form
    page = editor.get(path)
    submit(editor, path, button, page=page, **fields)
    first = next(iter(fields))
    submit(editor, path, button, page=page, **{**fields, first: "Another"})
    for draft in ("", "not one of ours", "é" * 64):
        submit(editor, path, button, **fields, draft=draft)
    submit(editor, path, button, **fields)
    assert counted(app, noun, action) == (6, 6)


@pytest.mark.both_databases
@BOTH
def test_form_sent_four_times_at_once_makes_one(app, editor, form):
    path, button, fields, noun, action = form
    page = editor.get(path)
    cookie = editor.get_cookie("stagedoor").value

    def send(_number):
        browser = app.test_client()
        browser.set_cookie("stagedoor", cookie)
        return submit(browser, path, button, page=page, **fields).location

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1
    assert counted(app, noun, action) == (1, 1)


def test_event_deleted_meanwhile_stays_deleted(app, editor):
    path, button, *_rest = FORMS["event"]
    page = editor.get(path)
    made = submit(editor, path, button, page=page, **NIGHT).location
    submit(editor, f"{made}/delete", "Delete")

    again = submit(editor, path, button, page=page, **NIGHT)

    assert again.location == EVENTS
    assert "has been deleted since" in editor.get(EVENTS).text
    assert only_event(app).deleted_at is not None


def test_event_edited_meanwhile_stays_as_it_is(app, editor):
    path, button, *_rest = FORMS["event"]
    page = editor.get(path)
    made = submit(editor, path, button, page=page, **NIGHT).location
    submit(editor, f"{made}/edit", "Save", title="Summer night")
    assert submit(editor, path, button, page=page, **NIGHT).location == made
    event = only_event(app)
    assert (event.title, event.uid) == ("Summer night", f"{event.public_id}@stagedoor")


def test_same_form_sent_to_another_team_makes_its_own(app, client, hall):
    with app.app_context():
        make_team(User.find_by_email("ana@example.org"), slug="cellar")
        db.session.commit()
    sign_in(client, "ana@example.org")
    path, button, *_rest = FORMS["event"]
    page = client.get(path)
    for slug in ("harbour-hall", "cellar"):
        form = find_form(page.text, button).press(button, **NIGHT)
        sent = client.post(f"/teams/{slug}/events/new", data=form)
        assert sent.location == f"/teams/{slug}/events/spring-night"


def test_links_address_is_shown_once_after_the_second_answer_too(editor):
    path, button, fields, *_rest = FORMS["link"]
    page = editor.get(path)
    for _ in range(2):
        made = submit(editor, path, button, page=page, **fields)
    shown = ["webcal://" in editor.get(made.location).text for _ in range(2)]
    submit(editor, path, button, page=page, **fields)
    assert [*shown, "webcal://" in editor.get(made.location).text] == [True, False, False]


def test_link_revoked_meanwhile_stays_revoked(app, editor):
    path, button, fields, noun, action = FORMS["link"]
    page = editor.get(path)
    made = submit(editor, path, button, page=page, **fields).location
    submit(editor, f"{made}/revoke", "Revoke link")
    assert submit(editor, path, button, page=page, **fields).location == FEEDS
    assert "has been revoked since" in editor.get(FEEDS).text
    assert counted(app, noun, action) == (1, 1)


def test_link_form_of_long_ago_makes_another(app, editor, clock):
    path, button, fields, noun, action = FORMS["link"]
    page = editor.get(path)
    submit(editor, path, button, page=page, **fields)
    clock.advance(LIFETIME)
    submit(editor, path, button, page=page, **fields)
    assert counted(app, noun, action) == (2, 2)
