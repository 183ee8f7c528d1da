"""Events by hand: add, list, look at, edit, cancel, delete."""

from datetime import datetime, timedelta

import pytest

from app.extensions import db
from app.models.event import Event
from app.models.membership import Role
from app.models.team import Team
from tests.support.factories import join, make_event, make_team, make_user
from tests.support.forms import submit
from tests.support.people import sign_in

EVENTS = "/teams/harbour-hall/events"
NIGHT = {"title": "Spring night", "start_date": "2027-03-20", "start_time": "20:00"}


@pytest.fixture
def hall(app):
    """Harbour Hall in Rome with ana as its owner, ed as editor, vera as viewer."""
    with app.app_context():
        team = make_team(make_user("ana@example.org"), name="Harbour Hall", slug="harbour-hall")
        join(team, make_user("ed@example.org"), Role.EDITOR)
        join(team, make_user("vera@example.org"), Role.VIEWER)
        db.session.commit()


@pytest.fixture
def editor(client, hall):
    """The browser of the editor."""
    sign_in(client, "ed@example.org")
    return client


def only_event(app) -> Event:
    with app.app_context():
        return db.session.scalars(db.select(Event)).one()


def add(app, title="Spring night", **details) -> None:
    with app.app_context():
        make_event(Team.find("harbour-hall"), title, **details)
        db.session.commit()


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
    """X03 and X15: nothing live, no picture from elsewhere, no id to take over."""
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


def test_deleted_event_is_gone_everywhere(app, editor):
    add(app)

    submit(editor, f"{EVENTS}/spring-night/delete", "Delete the event")

    assert editor.get(f"{EVENTS}/spring-night").status_code == 404
    assert editor.get("/harbour-hall/spring-night").status_code == 404
    assert "Spring night" not in editor.get(f"{EVENTS}?shown=all").text


def test_lists_show_what_their_name_says(app, editor):
    add(app, "Long ago", start=datetime(2020, 1, 1, 20))
    add(app, "Weekly since long ago", start=datetime(2020, 1, 1, 20))
    add(app, "Far ahead", start=datetime(2090, 1, 1, 20))
    add(app, "Unfinished", start=datetime(2090, 1, 2, 20), status="draft")
    add(app, "Called off", start=datetime(2090, 1, 3, 20), status="cancelled")
    with app.app_context():
        weekly = db.session.scalar(db.select(Event).where(Event.title.startswith("Weekly")))
        weekly.recurrence_json = '{"rrule": "FREQ=WEEKLY", "rdates": [], "exdates": []}'
        db.session.commit()
    titles = ("Long ago", "Weekly since", "Far ahead", "Unfinished", "Called off")

    def shown(query):
        page = editor.get(f"{EVENTS}{query}").text
        return [title for title in titles if f">{title}" in page]

    assert shown("") == ["Weekly since", "Far ahead", "Unfinished", "Called off"]
    assert shown("?shown=past") == ["Long ago"]
    assert shown("?shown=drafts") == ["Unfinished"]
    assert shown("?shown=cancelled") == ["Called off"]
    assert shown("?shown=all&q=FAR") == ["Far ahead"]
    assert shown("?q=%25") == []
    assert shown("?shown=nonsense&after=x.y") == shown("")


def test_long_list_goes_on_page_after_page(app, editor):
    with app.app_context():
        team = Team.find("harbour-hall")
        for number in range(120):
            # Pairs at one instant: a page's end between them must not lose one.
            make_event(
                team, f"Night {number:03}", start=datetime(2090, 1, 1) + timedelta(days=number // 2)
            )
        db.session.commit()

    seen, path = [], EVENTS
    while path:
        page = editor.get(path).text
        seen += [title for title in (f"Night {n:03}" for n in range(120)) if f">{title}<" in page]
        following = page.partition('rel="next" href="')[2].partition('"')[0]
        path = following.replace("&amp;", "&")

    assert seen == [f"Night {n:03}" for n in range(120)]


def test_edit_shows_what_is_stored_and_changes_what_is_said(app, editor):
    add(app, description_html="<p>Rich <em>text</em></p>", tags=("music",), summary="Short")

    submit(editor, f"{EVENTS}/spring-night/edit", "Save", title="Summer night")

    event = only_event(app)
    assert (event.title, event.slug, event.sequence) == ("Summer night", "spring-night", 1)
    assert event.description_html == "<p>Rich <em>text</em></p>"
    assert (event.tags, event.summary) == (("music",), "Short")


def test_saving_without_a_change_changes_nothing(app, editor):
    add(
        app,
        description_html="<p>One</p><pre>a\nb</pre>",
        all_day=True,
        start=datetime(2027, 3, 20),
        end=datetime(2027, 3, 22),
    )

    submit(editor, f"{EVENTS}/spring-night/edit", "Save")

    assert only_event(app).sequence == 0


def test_series_stays_a_series_when_it_is_edited(app, editor):
    add(app)
    rule = '{"exdates": [], "rdates": [], "rrule": "FREQ=WEEKLY;COUNT=4"}'
    with app.app_context():
        db.session.execute(db.update(Event).values(recurrence_json=rule))
        db.session.commit()

    submit(editor, f"{EVENTS}/spring-night/edit", "Save", title="Jam")

    assert only_event(app).recurrence_json == rule


def test_edit_that_meets_another_shows_both_and_loses_neither(app, editor):
    add(app)
    path = f"{EVENTS}/spring-night/edit"
    opened = editor.get(path)
    submit(editor, path, "Save", title="Theirs", venue_name="Their hall")

    answer = submit(Replay(editor, opened), path, "Save", title="Mine")

    assert answer.status_code == 409
    assert only_event(app).title == "Theirs"
    assert "Saved meanwhile" in answer.text
    assert "Theirs" in answer.text
    assert "Their hall" in answer.text
    assert 'value="Mine"' in answer.text

    submit(Replay(editor, answer), path, "Save")
    assert only_event(app).title == "Mine"


class Replay:
    """A browser that still has a page open: the first GET answers with that page."""

    def __init__(self, client, opened):
        """Keep the page."""
        self.client, self.opened = client, opened
        self.opened.status_code = 200
        self.post = client.post

    def get(self, _path):
        """Return the page as it was."""
        return self.opened


def test_event_of_another_team_is_not_found_through_ones_own(app, editor):
    with app.app_context():
        make_event(make_team(slug="night-owl"), "Their night")
        db.session.commit()

    for path in ("", "/edit", "/cancel", "/delete"):
        assert editor.get(f"{EVENTS}/their-night{path}").status_code == 404
