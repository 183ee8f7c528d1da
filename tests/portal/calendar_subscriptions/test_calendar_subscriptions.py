"""Following calendars elsewhere through the portal."""

import pytest

from app.cap import Cap
from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.calendar_subscriptions.calendar_subscription import MAX_A_TEAM, CalendarSubscription
from app.models.events.event import Event
from app.models.teams.team import Team
from app.outbound.fetch import OutboundError
from tests.support.calendar_pages import HALL, IMPORT, MINUTE, NEW, rows
from tests.support.calendars import OVER_HTTP, calendar, vevent
from tests.support.factories import make_team, make_user
from tests.support.forms import submit
from tests.support.listener import answer
from tests.support.markup import compact
from tests.support.outbound import towards
from tests.support.people import sign_in
from tests.support.settings import make_settings


def test_calendar_is_followed_from_the_import_page_with_a_report(app, follower, listener):
    listener.says(answer(calendar("one", vevent("two", "No such day", "20301340T990000"))))

    gone_to = submit(follower, IMPORT, "Subscribe", url=OVER_HTTP)

    [row] = rows(app)
    assert gone_to.headers["Location"] == f"{HALL}/calendars/{row.public_id}"
    page = compact(follower.get(gone_to.headers["Location"]).text)
    assert row.name == "Town calendar"
    assert "<dt>New</dt><dd>1</dd>" in page
    assert "<dt>Left out</dt><dd>1</dd>" in page
    assert "No such day" in page
    assert row.name in follower.get(IMPORT).text
    with app.app_context():
        assert db.session.scalars(db.select(Event.title)).all() == ["One"]


def test_secret_middle_of_an_address_is_on_no_page(app, follower, listener):
    listener.says(answer(calendar("one")))
    address = submit(follower, NEW, "Subscribe", url=OVER_HTTP, name="Ours").headers["Location"]

    for page in (address, IMPORT, HALL, f"{HALL}/events/one", f"{HALL}/events/one/edit"):
        assert "private-0123456789" not in follower.get(page).text
    with app.app_context():
        details = db.session.scalars(db.select(AuditEvent.detail)).all()
    assert not any("private" in detail for detail in details)
    assert "calendars.example/….ics" in follower.get(address).text


def test_webcal_is_read_as_https(app, follower):
    asked = []

    class Asked:
        """A way out that leads nowhere and remembers what it was asked for."""

        allow_http = False

        def fetch_news(self, url, **_how):
            asked.append(url)
            raise OutboundError("answer")

    app.extensions["outbound"] = Asked()
    answered = submit(follower, NEW, "Subscribe", url="webcal://calendars.example/a.ics")

    assert asked == ["https://calendars.example/a.ics"]
    assert "cannot be reached" in answered.text


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "Fill this in."),
        ("file:///etc/passwd", "begins with https://"),
        ("gopher://calendars.example/", "begins with https://"),
        ("https://ana:secret@calendars.example/", "without name and password"),
        ("http://calendars.example:8080/", "usual port"),
        ("http://" + "a" * 3000, "at most 2000"),
        ("http://[", "begins with https://"),
    ],
)
def test_address_that_cannot_be_is_refused_beside_the_field(app, follower, listener, url, said):
    answered = submit(follower, NEW, "Subscribe", url=url, name="Kept")
    assert answered.status_code == 422
    assert said in answered.text
    assert 'value="Kept"' in answered.text
    assert listener.connections == 0
    assert rows(app) == []


def test_calendar_that_cannot_be_read_is_not_followed(app, follower, listener):
    listener.says(answer(b"<html>"))
    answered = submit(follower, NEW, "Subscribe", url=OVER_HTTP)
    assert answered.status_code == 422
    assert "no .ics calendar" in answered.text
    assert rows(app) == []


def test_same_address_and_one_too_many_are_refused(app, follower, followed, listener):
    assert "already" in submit(follower, NEW, "Subscribe", url=OVER_HTTP).text
    with app.app_context():
        for number in range(MAX_A_TEAM - 1):
            url = f"https://a.example/{number}"
            CalendarSubscription.add(Team.find("harbour-hall"), url=url, name="")
        db.session.commit()

    answered = submit(follower, NEW, "Subscribe", url="http://b.example/")

    assert (answered.status_code, "at most 10" in answered.text) == (422, True)
    assert listener.connections == 0


def test_refresh_now_says_what_came_and_not_twice_a_minute(follower, followed, listener, clock):
    clock.advance(MINUTE)
    listener.says(answer(calendar("one", "three")))
    submit(follower, followed, "Read it now")
    assert "Read just now: 1 new, 1 cancelled." in follower.get(followed).text

    submit(follower, followed, "Read it now")
    assert "less than a minute ago" in follower.get(followed).text

    clock.advance(MINUTE)
    submit(follower, followed, "Read it now")
    assert "Read just now: nothing new." in follower.get(followed).text
    assert listener.connections == 2


def test_source_that_fails_says_so_on_the_pages_of_editors(
    follower, followed, listener, clock, app
):
    clock.advance(MINUTE)
    listener.says(answer(b"", status="404 Not Found"))
    submit(follower, followed, "Read it now")

    for page, said in ((followed, "Not readable since"), (HALL, "Town cannot be read")):
        text = follower.get(page).text
        assert said in text
        assert "It answers 404: the calendar is gone" in text
    assert "Failing" in follower.get(IMPORT).text
    viewer = app.test_client()
    sign_in(viewer, "vi@example.org")
    assert "cannot be read" not in viewer.get(HALL).text


def test_event_says_where_it_comes_from(follower, followed):
    assert f'href="{followed}">Town</a>' in compact(follower.get(f"{HALL}/events/one").text)
    assert "This event comes from Town." in follower.get(f"{HALL}/events/one/edit").text


@pytest.mark.parametrize("page", ["", "/remove", "/missing"])
def test_calendar_of_another_team_is_not_found(app, follower, followed, page):
    """An editor elsewhere learns nothing, a viewer may not."""
    with app.app_context():
        make_team(make_user("otto@example.org"), slug="night-owl")
        db.session.commit()
    otto, viewer = app.test_client(), app.test_client()
    sign_in(otto, "otto@example.org")
    sign_in(viewer, "vi@example.org")

    elsewhere = followed.replace("harbour-hall", "night-owl")
    assert otto.get(elsewhere + page).status_code == 404
    assert otto.get(followed + page).status_code == 404
    assert viewer.get(followed + page).status_code == 403


def test_who_finds_no_place_to_fetch_is_told_when(app, follower, followed, listener, clock):
    clock.advance(MINUTE)
    full = Cap(1)
    full.acquire()
    app.extensions["outbound"] = towards(listener, slots=full)
    answers = [submit(follower, NEW, "Subscribe", url=OVER_HTTP + "?another")]
    answers += [submit(follower, followed, "Read it now")]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert [answer.headers["Retry-After"] for answer in answers] == ["2", "2"]
    assert len(rows(app)) == 1


class TestLimit:
    """With limits switched on."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        return make_settings(
            database_url=database_url,
            stagedoor_home=tmp_path,
            rate_limits=True,
            rate_limit_fetch="2 per hour",
        )

    def test_reading_for_people_has_a_limit(self, follower):
        answers = [submit(follower, NEW, "Subscribe", url="ftp://a").status_code for _ in range(3)]
        assert answers == [422, 422, 429]
