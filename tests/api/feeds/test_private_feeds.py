"""Private feed links: what they show, to whom, and what ends them."""

import pytest

from app.api.feeds import private_feeds
from app.extensions import db
from app.models.clients.client import Client
from app.models.credentials import last_use
from app.models.events.event_audience import Audience
from app.models.feeds.feed_link import LIFETIME, FeedLink
from app.models.grants.membership_changes import change_role, end_membership
from app.models.housekeeping import purge, team_deletion
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.usage import usage
from app.models.usage.request_log import RequestLine
from app.models.usage.usage import UsageCounter
from tests.support.api import recorded_statements
from tests.support.factories import make_event
from tests.support.private_links import make_hall, make_link
from tests.support.settings import make_settings

both_databases = pytest.mark.both_databases


@pytest.fixture
def make(app):
    """Return a function that makes a link of Harbour Hall, by otto or by an app he lets in."""
    with app.app_context():
        make_hall("harbour-hall")
        db.session.commit()
    return lambda **more: make_there(app, "harbour-hall", **more)


def make_there(app, slug, *, by_app=False, **more):
    with app.app_context():
        team = Team.find(slug)
        client = db.session.scalars(db.select(Client).order_by(Client.id.desc())).first()
        link = make_link(
            team, Membership.list_of(team)[1].user, client=client if by_app else None, **more
        )
        db.session.commit()
        return link


def change(app, how, slug="harbour-hall"):
    """Let ``how`` change what the membership of the links' maker, given to it, leads to."""
    with app.app_context():
        how(Membership.list_of(Team.find(slug))[1])
        db.session.commit()


def link_of(member):
    """The link of the member's team."""
    return db.session.scalars(db.select(FeedLink).where(FeedLink.team_id == member.team_id)).one()


def app_of(member):
    """The app that made it."""
    return link_of(member).grant.client


ANYBODY = {
    "revoked": lambda member: link_of(member).revoke(),
    "replaced": lambda member: link_of(member).replace(),
    "membership ended": lambda member: end_membership(member),
    "maker disabled": lambda member: member.user.disable(),
    "team deleted": lambda member: team_deletion.delete(member.team, by=member.user),
}
OWN = {**ANYBODY, "role lost": lambda member: change_role(member, Role.VIEWER)}
# What may come back, so that no calendar gives up for ever; by whether an app made the link.
PAUSED_BY = {
    False: {"maker disabled", "role lost"},
    True: {"maker disabled", "app suspended", "app deleted", "scope taken"},
}
OF_APP = {
    **ANYBODY,
    "role lost": lambda member: change_role(member, Role.EDITOR),
    "grant revoked": lambda member: link_of(member).grant.revoke(),
    "app suspended": lambda member: app_of(member).suspend("spam"),
    "app deleted": lambda member: app_of(member).delete(),
    "scope taken": lambda member: setattr(app_of(member), "scopes", "profile:read"),
}


@both_databases
@pytest.mark.parametrize(("by_app", "ways"), [(False, OWN), (True, OF_APP)], ids=["own", "app's"])
def test_link_that_ended_is_gone_and_paused_one_says_so(app, client, by_app, ways):
    seen = {}
    for number, (way, end) in enumerate(ways.items()):
        with app.app_context():
            slug = f"hall-{number}"
            make_hall(slug)
            db.session.commit()
        link = make_there(app, slug, by_app=by_app)
        before = client.get(link.path()).status_code
        change(app, end, slug)
        gone = client.get(link.path())
        told = gone.text.split()[-1] if gone.status_code == 410 else gone.text
        seen[way] = before, gone.status_code, gone.mimetype, told
        assert link.key not in gone.text
        assert gone.headers["Cache-Control"] == "no-store"
    home = app.config["SETTINGS"].public_url
    pages = {way: f"{home}/teams/hall-{number}/feeds" for number, way in enumerate(ways)}
    pages["team deleted"] = f"{home}/teams"
    paused = (200, 403, "text/plain", private_feeds.PAUSED)
    assert seen == {
        way: paused if way in PAUSED_BY[by_app] else (200, 410, "text/plain", pages[way])
        for way in ways
    }


def test_editor_of_the_calendar_may_hand_it_out(app, client, make):
    link = make()
    change(app, lambda member: change_role(member, Role.EDITOR))
    assert client.get(link.path()).status_code == 200


def test_restored_app_brings_its_link_back(app, client, make):
    link = make(by_app=True)
    for how, status in ((lambda app: app.suspend("spam"), 403), (lambda app: app.restore(), 200)):
        change(app, lambda member, how=how: how(app_of(member)))
        assert client.get(link.path()).status_code == status


def test_answer_stays_with_whoever_has_the_key(client, make):
    link = make()
    answer = client.get(link.path())
    again = client.get(link.path(), headers={"If-None-Match": answer.headers["ETag"]})

    assert "Spring night" in answer.text
    assert (again.status_code, again.text) == (304, "")
    for one in (answer, again, client.get("/feeds/sd_feed_unknown/events.ics")):
        assert one.headers["Referrer-Policy"] == "no-referrer"
        assert one.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in answer.headers


def test_unknown_malformed_and_other_formats_are_not_found(client, make):
    link = make()
    slip = link.key[:-1] + ("a" if link.key[-1] != "a" else "b")
    paths = (
        f"/feeds/{slip}/events.ics",
        f"/feeds/{link.key.upper()}/events.ics",
        "/feeds/x/events.ics",
        "/feeds/%00%ff/events.ics",
        link.path("exe"),
        f"/feeds/{link.key}",
        f"/feeds/{link.key}/events",
    )
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    page = client.get(paths[0], headers={"Accept": "text/html"})
    assert (page.mimetype, page.text) == ("text/plain", private_feeds.UNKNOWN)
    assert client.post(link.path()).status_code == 405


@pytest.mark.parametrize(
    ("details", "shown"),
    [
        ({}, {"Jazz", "Unlisted", "Called off"}),
        ({"tag": "music"}, {"Jazz"}),
        ({"status": "cancelled"}, {"Called off"}),
        ({"audience": Audience.EVERYBODY}, {"Jazz", "Called off"}),
    ],
    ids=["everything", "a tag", "a state", "what everybody sees"],
)
def test_link_shows_what_it_was_made_for(app, client, make, details, shown):
    with app.app_context():
        team = Team.find("harbour-hall")
        make_event(team, "Jazz", tags=("music",))
        make_event(team, "Unlisted", visibility="unlisted")
        make_event(team, "Called off", status="cancelled")
        make_event(team, "Hidden draft", status="draft", tags=("music",))
        make_event(team, "Hidden party", visibility="private", tags=("music",))
        db.session.commit()
    text = client.get(make(**details).path()).text
    titles = {"Jazz", "Unlisted", "Called off", "Hidden draft", "Hidden party"}
    assert {title for title in titles if title in text} == shown


def test_query_narrows_a_link_and_never_widens_it(client, make):
    link = make(tag="music")
    assert client.get(link.path() + "?status=cancelled&from=2027-01-01").status_code == 200
    assert client.get(link.path() + "?tag=other").status_code == 400


@both_databases
def test_fetch_is_noted_later_and_writes_nothing(app, client, make, clock):
    link = make(by_app=True)
    with recorded_statements(app) as statements:
        client.get(link.path(), headers={"User-Agent": "Calendar/7"})
    assert not [sql for sql in statements if not sql.startswith("SELECT")]
    with app.app_context():
        last_use.flush()
        row = db.session.scalars(db.select(FeedLink)).one()
        assert (row.last_used_at, row.last_used_agent) == (clock.at, "Calendar/7")
        assert (row.last_used_address, row.grant.last_used_at) == ("127.0.0.1", clock.at)


def test_fetches_of_an_apps_link_are_counted_without_its_key(app, client, make):
    client.get(make().path())
    link = make(by_app=True)
    client.get(link.path())
    change(app, lambda member: end_membership(member))
    client.get(link.path())
    with app.app_context():
        usage.flush()
        counts = {row.status: row.requests for row in db.session.scalars(db.select(UsageCounter))}
        lines = db.session.scalars(db.select(RequestLine)).all()
        assert counts == {200: 1, 410: 1}
        assert {line.path for line in lines} == {"/feeds/{key}/events.ics"}
        assert {line.token_end for line in lines} == {link.key[-4:]}


def test_key_stands_in_no_log_line_however_it_is_written(app, client, make, capsys):
    key = make().key
    for path in (key, key.upper(), key[:-2], f"/{key}", key[8:]):
        client.get(f"/feeds/{path}/events.ics")
    written = capsys.readouterr().out.lower()
    assert "/feeds/[credential]/events.ics" in written
    assert key[8:40] not in written


def test_revoked_key_is_forgotten_after_a_year(app, client, make, clock):
    link, other = make(), make(name="Other")
    change(app, lambda member: FeedLink.find_of(member.team, link.id).revoke())
    for seconds, status in ((LIFETIME - 1, 410), (1, 404)):
        clock.advance(seconds)
        with app.app_context():
            purge.purge()
            db.session.commit()
        assert client.get(link.path()).status_code == status
    assert client.get(other.path()).status_code == 200


class TestLimit:
    """How often a link may be fetched."""

    @pytest.fixture
    def settings(self, database_url, tmp_path):
        """Two fetches a day."""
        return make_settings(
            database_url=database_url,
            stagedoor_home=tmp_path,
            rate_limits=True,
            rate_limit_api="2 per day",
        )

    def test_each_link_is_counted_alone_and_guesses_by_address(self, client, make):
        link, other = make(), make(name="Other")
        assert [client.get(link.path()).status_code for _ in range(3)] == [200, 200, 429]
        assert client.get(other.path()).status_code == 200
        guesses = [client.get("/feeds/x/events.ics").status_code for _ in range(3)]
        assert guesses == [404, 404, 429]


def test_program_that_prefers_json_reads_the_error_as_json(client):
    for accept, mimetype in (
        ("application/json", "application/json"),
        ("*/*", "text/plain"),
        ("text/calendar, */*;q=0.1", "text/plain"),
    ):
        answer = client.get("/feeds/unknown/events.json", headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (404, mimetype)
    answer = client.get("/feeds/unknown/events.json", headers={"Accept": "application/json"})
    assert answer.json["error_description"] == private_feeds.UNKNOWN.strip()
