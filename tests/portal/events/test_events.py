"""Events by hand: add, look at, cancel, delete."""

from datetime import datetime

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from tests.support.factories import make_event, make_team
from tests.support.forms import find_form, submit
from tests.support.hall import EVENTS, add, only_event
from tests.support.people import sign_in

NIGHT = {"title": "Spring night", "start_date": "2027-03-20", "start_time": "20:00"}


def test_event_by_hand_is_stored_as_it_was_written(app, editor):
    answer = submit(
        editor,
        f"{EVENTS}/new",
        "Add the event",
        **NIGHT,
        end_date="2027-03-21",
        end_time="03:30",
        timezone="Europe/Rome",
        venue_name="Great hall",
        venue_country="it",
        tags="music, jazz , music",
        description="First line\nsecond line\n\nNew paragraph",
    )

    assert answer.location == f"{EVENTS}/spring-night"
    details = only_event(app).details
    assert (details.start, details.end) == (datetime(2027, 3, 20, 20), datetime(2027, 3, 21, 3, 30))
    assert details.tags == ("music", "jazz")
    assert details.venue_country == "IT"
    assert details.description_html == "<p>First line<br>second line</p><p>New paragraph</p>"
    page = editor.get(answer.location).text
    assert "Sat 20 Mar 2027, 20:00" in page
    assert "Sun 21 Mar 2027, 03:30" in page
    assert "Europe/Rome" in page


@pytest.mark.parametrize(
    ("given", "start", "end"),
    [
        ({"end_time": "03:00"}, datetime(2027, 3, 20, 20), datetime(2027, 3, 21, 3)),
        ({"end_time": "23:00"}, datetime(2027, 3, 20, 20), datetime(2027, 3, 20, 23)),
        ({}, datetime(2027, 3, 20, 20), datetime(2027, 3, 20, 20)),
        ({"all_day": "y"}, datetime(2027, 3, 20), datetime(2027, 3, 21)),
        (
            {"all_day": "y", "end_date": "2027-03-22", "start_time": ""},
            datetime(2027, 3, 20),
            datetime(2027, 3, 23),
        ),
    ],
    ids=["past midnight", "same day", "no end", "one whole day", "three whole days"],
)
def test_what_is_left_empty_follows_from_the_rest(app, editor, given, start, end):
    submit(editor, f"{EVENTS}/new", "Add the event", **{**NIGHT, **given})

    event = only_event(app)
    assert (event.start, event.end) == (start, end)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("start_date", {"start_date": "2027-03-28", "start_time": "02:30"}),
        ("start_date", {"start_date": ""}),
        ("start_date", {"start_date": "tomorrow"}),
        ("start_date", {"start_date": "0001-01-01"}),
        ("end_date", {"start_date": "9999-12-31", "all_day": "y"}),
        ("end_date", {"start_date": "9999-12-31", "end_time": "01:00"}),
        ("start_time", {"start_time": ""}),
        ("start_time", {"start_time": "25:00"}),
        ("end_date", {"end_date": "2027-03-19", "end_time": "10:00"}),
        ("timezone", {"timezone": "Mars/Base"}),
        ("title", {"title": " "}),
        ("title", {"title": "x" * 201}),
        ("title", {"title": "A\r\nATTENDEE:mailto:x@y"}),
        ("online_url", {"online_url": "javascript:alert(1)"}),
        ("image_url", {"image_url": "data:text/html,x"}),
        ("venue_country", {"venue_country": "ITA"}),
        ("tags", {"tags": ",".join(map(str, range(30)))}),
        ("status", {"status": "gone"}),
        ("description", {"description": "x" * 50_001}),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field(app, editor, field, given):
    answer = submit(
        editor,
        f"{EVENTS}/new",
        "Add the event",
        **{**NIGHT, "timezone": "Europe/Rome", "summary": "My words", **given},
    )

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "My words" in answer.text
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Event.id))) == 0


def test_viewer_reads_and_changes_nothing(app, client, hall):
    add(app)
    sign_in(client, "vera@example.org")

    assert "Spring night" in client.get(EVENTS).text
    page = client.get(f"{EVENTS}/spring-night")
    assert page.status_code == 200
    assert "Edit" not in page.text
    for path in (
        "/new",
        "/import",
        "/spring-night/edit",
        "/spring-night/cancel",
        "/spring-night/delete",
    ):
        assert client.get(EVENTS + path).status_code == 403, path


def test_description_keeps_only_harmless_html(app, editor):
    """Nothing live, no picture from elsewhere, no id to take over."""
    hostile = (
        "<p>Fine</p><script>alert(1)</script><svg onload=alert(1)>"
        "<a href='javascript:alert(1)'>a</a><iframe srcdoc='x'></iframe>"
        "<img src=http://t/p.gif><b id=csrf_token>b</b>"
        "<form action=//evil><input name=x></form>"
    )
    submit(editor, f"{EVENTS}/new", "Add the event", **NIGHT, description=hostile)

    for path in (f"{EVENTS}/spring-night", "/harbour-hall/spring-night"):
        about = editor.get(path).text.split('class="prose"')[1].split("</section>")[0]
        assert "<p>Fine</p>" in about
        assert "<b>b</b>" in about
        for live in (
            "<script",
            "<svg",
            "javascript:",
            "<iframe",
            "<img",
            "id=",
            "<form",
            "<input",
            "onload",
        ):
            assert live not in about


def test_cancelled_event_stays_and_says_so(app, editor):
    add(app)

    submit(editor, f"{EVENTS}/spring-night/cancel", "Cancel the event")

    assert only_event(app).status == "cancelled"
    assert "Cancelled" in editor.get("/harbour-hall/spring-night").text
    assert "Spring night" in editor.get(f"{EVENTS}?shown=cancelled").text


def test_draft_cannot_be_cancelled_which_would_publish_it(app, editor):
    add(app, status="draft")
    assert "Cancel event" not in editor.get(f"{EVENTS}/spring-night").text
    path = f"{EVENTS}/spring-night/cancel"
    token = find_form(editor.get(f"{EVENTS}/spring-night/delete").text).fields["csrf_token"]

    assert editor.get(path).status_code == 404
    assert editor.post(path, data={"csrf_token": token}).status_code == 404

    assert only_event(app).status == "draft"
    assert editor.get("/harbour-hall/spring-night").status_code == 404


@pytest.mark.parametrize("title", ["New", "Import", "Changes"])
def test_event_called_like_a_page_has_an_address_of_its_own(editor, title):
    answer = submit(editor, f"{EVENTS}/new", "Add the event", **{**NIGHT, "title": title})

    assert answer.location == f"{EVENTS}/{title.lower()}-2027-03-20"
    assert f"<h1>{title}" in editor.get(answer.location).text


def test_date_tile_shows_the_month_on_the_clocks_where_it_is(app, editor):
    with app.app_context():
        db.session.execute(db.update(User).values(timezone="America/New_York"))
        db.session.commit()
    add(app, start=datetime(2090, 5, 1), end=datetime(2090, 5, 2), all_day=True)

    page = editor.get(EVENTS).text

    assert "May" in page
    assert "Apr" not in page


def test_deleted_event_is_gone_everywhere(app, editor):
    add(app)

    submit(editor, f"{EVENTS}/spring-night/delete", "Delete the event")

    assert editor.get(f"{EVENTS}/spring-night").status_code == 404
    assert editor.get("/harbour-hall/spring-night").status_code == 404
    assert "Spring night" not in editor.get(f"{EVENTS}?shown=all").text


def test_event_of_another_team_is_not_found_through_ones_own(app, editor):
    with app.app_context():
        make_event(make_team(slug="night-owl"), "Their night")
        db.session.commit()

    for path in ("", "/edit", "/cancel", "/delete"):
        assert editor.get(f"{EVENTS}/their-night{path}").status_code == 404
