"""Private feed links, as a team's members make, see and end them."""

import re

import pytest

from app.api.feed_formats.formats import FORMATS
from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.feeds import feed_link
from app.models.feeds.feed_link import FeedLink
from app.models.teams.team import Team
from app.portal.feeds import feed_link_presenter
from tests.support import audit, factories
from tests.support.forms import read_forms, submit
from tests.support.hall import add
from tests.support.people import sign_in
from tests.support.private_links import make_link

FEEDS = "/teams/harbour-hall/feeds"
ADDRESS = re.compile(r"/feeds/sd_feed_[a-z0-9]+/events\.\w+")


def make(browser, **fields):
    """Make a link by the form; the path of its page."""
    made = submit(browser, f"{FEEDS}/new", "Create link", **{"name": "Website", **fields})
    assert made.status_code == 302, made.text
    return made.location


def link_by(app, email, *, of_app=False, **more):
    """A link that this member made, or an app that they let in."""
    with app.app_context():
        client = factories.make_client(name="Poster Board")[0] if of_app else None
        user = User.find_by_email(email)
        made = make_link(Team.find("harbour-hall"), user, client=client, **more)
        db.session.commit()
        return made


def actions(app):
    """What the audit trail says of links, oldest first."""
    with app.app_context():
        return [action for action in audit.actions() if action.startswith("feed_link.")]


@pytest.mark.both_databases
def test_address_is_shown_once_and_works_in_every_format(app, editor):
    page = make(editor, tag="music", status="cancelled", audience="everybody")

    shown = editor.get(page)
    addresses = set(ADDRESS.findall(shown.text))

    assert (
        {path.rpartition(".")[2] for path in addresses}
        == FORMATS.keys()
        == feed_link_presenter.FORMATS.keys()
    )
    assert {app.test_client().get(path).status_code for path in addresses} == {200}
    assert "webcal://" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    again = editor.get(page).text
    assert not ADDRESS.findall(again)
    for words in ("music", "Cancelled", "Public events only", "Ana Rossi"):
        assert words in again
    assert "····" + addresses.pop().split("/")[2][-4:] in again
    assert actions(app) == ["feed_link.made"]


def test_another_browser_and_head_do_not_get_the_address(app, editor):
    page = make(editor)
    other = app.test_client()
    sign_in(other, "ana@example.org")
    assert not ADDRESS.findall(other.get(page).text)
    editor.head(page)
    assert ADDRESS.findall(editor.get(page).text)


def test_new_address_ends_the_old_one(app, editor):
    page = make(editor, tag="music")
    old = ADDRESS.findall(editor.get(page).text)[0]

    moved = submit(editor, f"{page}/replace", "Replace the address")
    new = ADDRESS.findall(editor.get(moved.location).text)[0]

    assert (editor.get(old).status_code, editor.get(new).status_code) == (410, 200)
    assert editor.get(page).status_code == 404
    assert editor.get(FEEDS).text.count("····") == 1
    assert "music" in editor.get(moved.location).text
    assert actions(app) == ["feed_link.made", "feed_link.replaced"]


def test_revoked_link_leaves_the_list_and_the_others_go_on(app, editor):
    first, second = link_by(app, "ed@example.org", name="Phone"), make(editor)
    page = f"{FEEDS}/{first.id}"

    answer = submit(editor, f"{page}/revoke", "Revoke link")

    assert answer.location == FEEDS
    text = editor.get(FEEDS).text
    assert "“Phone” no longer works" in text
    assert second.rpartition("/")[2] in text
    assert first.id not in text
    assert editor.get(first.path()).status_code == 410
    assert editor.get(f"{page}/revoke").status_code == 404
    assert actions(app)[-1] == "feed_link.revoked"


def test_owners_end_every_link_and_others_their_own(app, client, hall):
    own = link_by(app, "ed@example.org", name="Ed's")
    others = {
        "ana@example.org": (200, 403),  # an owner: revokes, but gets no key of another's
        "vera@example.org": (403, 403),
        "ed@example.org": (200, 200),
    }
    for email, expected in others.items():
        sign_in(client, email)
        assert "Ed&#39;s" in client.get(FEEDS).text
        page = f"{FEEDS}/{own.id}"
        assert client.get(page).status_code == 200
        acts = (client.get(f"{page}/{act}").status_code for act in ("revoke", "replace"))
        assert tuple(acts) == expected
        posts = [client.post(f"{page}/{act}").status_code for act in ("revoke", "replace")]
        assert posts == [400, 400]  # without the form's token
    sign_in(client, "vera@example.org")
    assert client.get(f"{FEEDS}/new").status_code == 403


def test_strangers_and_other_teams_learn_nothing(app, client, hall):
    link = link_by(app, "ana@example.org")
    with app.app_context():
        factories.make_team(factories.make_user("sam@example.org"), slug="cellar")
        db.session.commit()
    sign_in(client, "sam@example.org")
    paths = (FEEDS, f"{FEEDS}/new", f"{FEEDS}/{link.id}", f"/teams/cellar/feeds/{link.id}")
    assert [client.get(path).status_code for path in paths] == [404] * 4
    assert client.get(f"/teams/cellar/feeds/{link.id}/revoke").status_code == 404


@pytest.mark.parametrize(
    ("act", "fields", "status"), [("role", {"role": "viewer"}, 403), ("remove", {}, 410)]
)
def test_links_end_with_the_role_and_the_owner_reads_it(app, client, hall, act, fields, status):
    link = link_by(app, "ed@example.org", name="Ed's")
    with app.app_context():
        action = (
            f"/teams/harbour-hall/members/{User.find_by_email('ed@example.org').public_id}/{act}"
        )
    sign_in(client, "ana@example.org")
    forms = read_forms(client.get("/teams/harbour-hall/members").text)
    form = next(form for form in forms if form.action == action)

    client.post(action, data={**form.fields, **fields})

    assert client.get(link.path()).status_code == status
    text = client.get(FEEDS).text
    assert "No private link yet" in text
    assert "The private link that Ana Rossi created no longer works: “Ed&#39;s”." in text


def test_page_names_the_public_feeds_once_something_is_public(app, editor):
    assert "Nothing public yet" in editor.get(FEEDS).text
    add(app)
    text = editor.get(FEEDS).text
    for ending in FORMATS:
        assert f"/harbour-hall/events.{ending}" in text
        assert editor.get(f"/harbour-hall/events.{ending}").status_code == 200
    assert "webcal://localhost/harbour-hall/events.ics" in text


def test_form_refuses_what_cannot_be_and_keeps_what_was_typed(app, editor):
    refused = submit(editor, f"{FEEDS}/new", "Create link", name="", tag="music")
    assert refused.status_code == 422
    assert 'value="music"' in refused.text
    hidden = submit(editor, f"{FEEDS}/new", "Create link", name="A", tag="a\u202eb")
    assert hidden.status_code == 422
    strange = submit(editor, f"{FEEDS}/new", "Create link", name="A", status="draft")
    assert strange.status_code == 422
    assert actions(app) == []


def test_team_at_its_limit_is_told_so(app, editor, monkeypatch):
    form = editor.get(f"{FEEDS}/new")
    monkeypatch.setattr(feed_link, "MAX_LINKS_PER_TEAM", 1)
    link_by(app, "ana@example.org")
    refused = submit(editor, f"{FEEDS}/new", "Create link", page=form, name="Second")
    assert refused.status_code == 422
    assert "too many private links" in refused.text


def test_apps_link_stands_on_the_page_of_its_permission(app, client, hall):
    link = link_by(app, "ana@example.org", of_app=True, name="Notice board")
    with app.app_context():
        grant = db.session.scalars(db.select(FeedLink)).one().grant
        pages = (f"/account/apps/{grant.public_id}", f"/teams/harbour-hall/apps/{grant.public_id}")
    sign_in(client, "ana@example.org")
    for page in pages:
        assert "Notice board" in client.get(page).text
        assert "One private link that it made ends" in client.get(f"{page}/revoke").text

    submit(client, f"{FEEDS}/{link.id}/revoke", "Revoke link")

    assert client.get(link.path()).status_code == 410
    for page in pages:
        text = client.get(page).text
        assert f"{FEEDS}/{link.id}" not in text
        assert "A private link was revoked: Notice board" in text


def test_link_of_a_suspended_app_says_why_it_rests(app, client, hall):
    link_by(app, "ana@example.org", of_app=True)
    with app.app_context():
        db.session.scalars(db.select(Client)).one().suspend("spam")
        db.session.commit()
    sign_in(client, "vera@example.org")
    assert "Its app is suspended" in client.get(FEEDS).text


def test_address_of_the_last_fetch_is_for_those_who_may_end_the_link(app, client, hall):
    link = link_by(app, "ana@example.org")
    with app.app_context():
        row = db.session.scalars(db.select(FeedLink)).one()
        row.last_used_at, row.last_used_address = row.created_at, "203.0.113.7"
        db.session.commit()
    seen = {}
    for email in ("ana@example.org", "ed@example.org"):
        sign_in(client, email)
        seen[email] = "203.0.113.7" in client.get(f"{FEEDS}/{link.id}").text
    assert seen == {"ana@example.org": True, "ed@example.org": False}
