"""What the consent page says: warnings, what is new, what is not given, and how it is searched."""

from html import unescape

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.grants.membership_changes import change_role
from app.models.grants.owner_request import OwnerRequest
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.markup import compact
from tests.support.people import sign_in

MIA = "mia@example.org"
HALLS = [f"hall-{letter}" for letter in "abcdefg"]


@pytest.fixture
def mia(app):
    """The browser of somebody who owns seven teams."""
    flow.make_organizer(app, MIA, *HALLS)
    client = app.test_client()
    sign_in(client, MIA)
    return client


def change(app, poster, **columns):
    """Alter the stored app."""
    with app.app_context():
        client = Client.find(poster.id)
        for name, value in columns.items():
            setattr(client, name, value)
        db.session.commit()


def shown(browser, poster, **changes):
    """The page's text."""
    return unescape(browser.get(flow.authorize_path(poster, **changes)).text)


def test_every_reason_to_hesitate_stands_in_one_box(app, browser):
    poster = flow.register(app, name="Poster", redirect_uris=("http://127.0.0.1:8000/cb",))
    flow.register(app, name="Poster")
    page = shown(browser, poster)
    assert page.count('class="note warn"') == 1
    for reason in ("has not been reviewed", "Another app has the same name", "on this device"):
        assert reason in page
    assert "Authorize anyway" in page


def test_reviewed_app_at_an_https_address_has_no_warning(app, browser, poster, clock):
    change(app, poster, reviewed_at=clock.at)
    page = shown(browser, poster)
    assert "note warn" not in page
    assert "Authorize anyway" not in page


def test_where_the_buttons_lead_is_read_before_them(browser, poster):
    page = shown(browser, poster)
    assert page.index("You go back to") < page.index('name="decision"')


def test_full_return_address_stands_behind_the_host(browser, poster):
    page = compact(shown(browser, poster))
    assert '<code translate="no">app.example</code></summary>' in page
    assert f'<code translate="no">{poster.redirect_uri}</code>' in page


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("events:read", "It cannot change anything, or see ticket holders"),
        ("events:write", "It cannot see ticket holders, your password or your other teams"),
        ("profile:read", "or see your password or your teams' events"),
    ],
)
def test_page_says_what_the_app_does_not_get(browser, poster, scope, words):
    assert words in shown(browser, poster, scope=scope)


def test_reading_and_changing_stand_apart(browser, poster):
    page = shown(browser, poster, scope="events:read events:write")
    read, _heading, write = page.partition("It may also change things")
    assert "See this team's events" in read
    assert "Add, change and cancel this team's events" in write


def test_later_request_shows_only_what_is_new(app, browser, poster):
    flow.obtain_code(browser, poster)
    page = shown(browser, poster, scope="events:read events:write")
    assert "Poster Board wants more access" in page
    new, _summary, old = page.partition("What you allowed before stays")
    assert "Add, change and cancel this team's events" in new
    assert "See this team's events" not in new
    assert "See this team's events" in old
    flow.obtain_code(browser, poster, scope="events:read events:write")
    with app.app_context():
        assert [grant.scopes for grant in db.session.query(Grant)] == ["events:read events:write"]


def test_same_request_again_says_when_it_was_allowed(browser, poster):
    flow.obtain_code(browser, poster)
    assert "You have allowed this app before" in shown(browser, poster, prompt="consent")


def test_changed_app_is_shown_in_full_and_says_so(app, browser, poster, clock):
    flow.obtain_code(browser, poster)
    clock.advance(5)
    change(app, poster, identity_changed_at=clock.at)
    page = shown(browser, poster, scope="events:read events:write")
    assert "It has changed since you allowed it" in page
    assert "wants more access" not in page


def test_more_access_is_for_the_team_that_was_chosen_or_another(app, mia, poster):
    flow.obtain_code(mia, poster, fields={"team": "hall-c"})
    page = shown(mia, poster, scope="events:write")
    assert '<input type="hidden" name="team" value="hall-c">' in page
    assert "hall-d" not in page
    every = mia.get(flow.authorize_path(poster, scope="events:write", teams="all")).text
    assert "hall-d" in every
    assert "wants more access" not in every


def test_search_among_other_teams_stays_among_them(mia, poster):
    flow.obtain_code(mia, poster, fields={"team": "hall-c"})
    every = flow.authorize_path(poster, scope="events:write", teams="all")
    fields = {"q": "hall g", "decision": "search", "team": []}
    found = mia.get(flow.submit(mia, every, "Search", **fields).location).text
    assert 'value="hall-g"' in found
    assert "wants more access" not in found
    undecided = flow.submit(mia, every, "Authorize", team=[])
    assert undecided.status_code == 422
    assert 'value="hall-d"' in undecided.text


def test_hint_at_a_team_preselects_it(mia, poster):
    page = shown(mia, poster, team="hall-e")
    assert 'value="hall-e" checked' in page
    assert page.count(" checked") == 1


def test_search_keeps_request_and_choice(mia, poster):
    """Without scripts: the form leads to a page with what was found, and the chosen team."""
    page = mia.get(flow.authorize_path(poster, team="hall-b"))
    fields = {"q": "hall g", "decision": "search"}
    answer = flow.submit(mia, "/oauth/authorize", "Search", page=page, **fields)
    assert answer.status_code == 303
    found = mia.get(answer.location)
    assert 'value="hall-g"' in found.text
    assert 'value="hall-b" checked' in found.text
    assert "hall-c" not in found.text
    code = flow.submit(mia, answer.location, "Authorize", page=found)
    assert flow.callback(code)["state"] == "s123"


def test_search_without_a_match_says_so(mia, poster):
    page = shown(mia, poster, q="zebra")
    assert "None of your teams matches." in page
    assert 'value="hall-a"' not in page


def test_few_teams_need_no_search(browser, poster):
    assert "Search your teams" not in shown(browser, poster)


def test_person_without_team_makes_one_and_comes_back(app, poster):
    with app.app_context():
        factories.make_user("nina@example.org")
        db.session.commit()
    nina = app.test_client()
    sign_in(nina, "nina@example.org")
    path = flow.authorize_path(poster)
    page = nina.get(path).text
    link = page.split('href="/teams/new?')[1].split('"')[0]
    made = flow.submit(nina, f"/teams/new?{unescape(link)}", "Make the team", name="Back Room")
    assert made.location == path
    assert flow.callback(flow.submit(nina, made.location, "Authorize"))["code"]


def test_answered_page_says_what_was_decided_and_leads_on(browser, poster):
    page = browser.get(flow.authorize_path(poster))
    flow.submit(browser, "/oauth/authorize", "Authorize", page=page)
    again = flow.submit(browser, "/oauth/authorize", "Authorize", page=page)
    assert again.status_code == 400
    assert "Poster Board is connected." in again.text
    onwards = again.text.split('class="btn btn-primary" href="')[1].split('"')[0]
    assert flow.callback(browser.get(unescape(onwards)))["code"]


def test_owners_get_a_mail_when_an_app_may_write(app, browser, poster, olivia):
    """Once for the new power, to every owner; not for reading, not again for the same."""
    with app.app_context():
        owner = factories.make_user("otto@example.org")
        factories.join(Team.find("harbour-hall"), owner, Role.OWNER)
        factories.join(Team.find("harbour-hall"), factories.make_user(), Role.EDITOR)
        db.session.commit()
    flow.obtain_code(browser, poster)
    assert app.extensions["mail_outbox"] == []
    for _time in range(2):
        flow.obtain_code(browser, poster, scope="events:write", prompt="consent")
    mails = app.extensions["mail_outbox"]
    assert sorted(mail.to for mail in mails) == sorted([olivia, "otto@example.org"])
    assert "Poster Board may now change events of Harbour Hall" in mails[0].subject
    assert "/teams/harbour-hall/apps" in mails[0].body


def test_refused_approval_sends_no_mail(app, browser, poster):
    with app.app_context():
        team, other = Team.find("harbour-hall"), factories.make_user()
        factories.join(team, other, Role.OWNER)
        db.session.commit()
    page = browser.get(flow.authorize_path(poster, scope="events:write"))
    with app.app_context():
        member = Membership.find(
            Team.find("harbour-hall"), User.find_by_email("olivia@example.org")
        )
        change_role(member, Role.VIEWER)
        db.session.commit()
    app.extensions["mail_outbox"].clear()  # those about the role
    answer = flow.submit(browser, "/oauth/authorize", "Authorize", page=page)
    assert answer.status_code == 403
    assert app.extensions["mail_outbox"] == []
    assert flow.count(app, OwnerRequest) == 0


def test_only_a_team_that_the_page_showed_can_be_chosen(app, mia, poster):
    """Invariant 11, also where a search left the others out."""
    found = mia.get(flow.authorize_path(poster, q="hall g"))
    answer = flow.submit(mia, "/oauth/authorize", "Authorize", page=found, team="hall-a")
    assert answer.status_code == 403
    assert flow.count(app, Grant) == 0


def test_page_of_somebody_with_many_teams_stays_small(app, poster):
    flow.make_organizer(app, MIA, *(f"stage-{number:03}" for number in range(60)))
    browser = app.test_client()
    sign_in(browser, MIA)
    page = shown(browser, poster, chosen="stage-059")
    assert page.count('type="radio"') == 50
    assert 'value="stage-059" checked' in page
    assert "More teams match. Search by name to find yours." in page
