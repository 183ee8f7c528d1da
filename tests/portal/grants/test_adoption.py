"""An app whose user leaves the team stops, and works again once another owner adopts it."""

from datetime import UTC, datetime

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.grants.consent_receipt import ConsentReceipt
from app.models.grants.grant import Grant
from app.models.housekeeping import account_deletion
from app.models.teams.membership import Role
from app.models.teams.team import ConnectPolicy, Team
from app.models.values import clock
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.forms import find_form, submit
from tests.support.people import sign_in

LIST = "/teams/harbour-hall/apps"
SCOPES = "events:write profile:read openid"


class World:
    """A team of two owners, and an app that the one who leaves had connected."""

    def __init__(self, app):
        self.app = app
        flow.make_organizer(app)
        with app.app_context():
            team = Team.find("harbour-hall")
            factories.join(team, factories.make_user("otto@example.org", name="Otto"), Role.OWNER)
            db.session.commit()
        self.poster = flow.register(app, name="Poster Board", scopes=SCOPES)
        self.tokens = flow.connect(app, self.poster, "otto@example.org", scope=SCOPES)
        self.owner = app.test_client()
        sign_in(self.owner, "olivia@example.org")
        self.machine = app.test_client()

    def leave(self):
        """Olivia removes Otto."""
        submit(self.owner, "/teams/harbour-hall/members", "Remove Otto")

    @property
    def page(self):
        """The path of the consent page."""
        with self.app.app_context():
            return f"{LIST}/{db.session.scalars(db.select(Grant)).one().public_id}/adopt"

    def refresh(self):
        return flow.refresh(self.machine, self.poster, self.tokens["refresh_token"])

    def read(self, token):
        headers = {"Authorization": f"Bearer {token}"}
        return self.machine.get("/api/v1/organizer/harbour-hall/events", headers=headers)


@pytest.fixture
def world(app):
    return World(app)


def test_adopted_app_goes_on_with_its_refresh_token(world):
    world.leave()
    refused = world.refresh()
    assert (refused.status_code, refused.json["error"]) == (400, "invalid_grant")
    assert "works again once another owner adopts the app" in refused.json["error_description"]
    assert f'href="{world.page}"' in world.owner.get(LIST).text
    page = world.owner.get(world.page).text
    assert "Otto connected it and no longer owns Harbour Hall" in page
    assert "See your name and e-mail address" in page.partition("What is not taken over")[2]
    assert world.refresh().status_code == 400  # looking changes nothing

    answer = submit(world.owner, world.page, "Authorize")
    assert answer.location == LIST
    with world.app.app_context():
        (receipt,) = db.session.scalars(
            db.select(ConsentReceipt).order_by(ConsentReceipt.id.desc()).limit(1)
        )
        assert receipt.claims["user"]["email"] == "olivia@example.org"
        assert receipt.claims["scopes"] == ["events:write"]
        assert receipt.claims["shown"]["allows"][0]["title"].startswith("Add, change")

    pair = world.refresh()
    assert pair.status_code == 200
    assert pair.json["scope"] == "events:write"
    assert "id_token" not in pair.json
    assert world.read(pair.json["access_token"]).status_code == 200
    assert world.read(world.tokens["access_token"]).status_code == 401
    assert world.owner.get(world.page).status_code == 404


def test_app_of_the_former_user_learns_nothing_of_the_adopter_by_later_consent(world):
    """A family that once signed the former user in issues no ID token with their subject."""
    world.leave()
    submit(world.owner, world.page, "Authorize")
    flow.obtain_code(world.owner, world.poster, scope="events:read openid")
    pair = world.refresh().json
    assert "id_token" not in pair


def test_old_refresh_token_gets_nothing_that_the_adopter_allows_later(world):
    """Its scopes were allowed by the former user: what comes back is for new tokens."""
    world.leave()
    submit(world.owner, world.page, "Authorize")
    flow.obtain_code(world.owner, world.poster, scope=SCOPES)
    pair = world.refresh().json
    assert pair["scope"] == "events:write"
    headers = {"Authorization": f"Bearer {pair['access_token']}"}
    assert world.machine.get("/api/v1/me", headers=headers).status_code == 403


def test_page_says_until_when_it_would_last(world):
    """A month that the former user chose begins again."""
    world.leave()
    assert "when you revoke it" in world.owner.get(world.page).text
    with world.app.app_context():
        db.session.scalars(db.select(Grant)).one().term = "30d"
        db.session.commit()
        month = datetime.fromtimestamp(clock.now() + 30 * 86_400, UTC)
    page = world.owner.get(world.page).text
    assert "when you revoke it" not in page
    assert f'datetime="{month:%Y-%m-%d}' in page


def test_denied_app_stays_without_access(world):
    world.leave()
    submit(world.owner, world.page, "Deny")
    assert world.refresh().status_code == 400
    assert world.owner.get(world.page).status_code == 200


def test_only_owners_adopt(world):
    world.leave()
    editor = world.app.test_client()
    with world.app.app_context():
        editing = factories.make_user("ed@example.org")
        factories.join(Team.find("harbour-hall"), editing, Role.EDITOR)
        factories.make_team(factories.make_user("stranger@example.org"))
        db.session.commit()
    sign_in(editor, "ed@example.org")
    stranger = world.app.test_client()
    sign_in(stranger, "stranger@example.org")
    for browser, status in ((editor, 403), (stranger, 404)):
        token = find_form(browser.get("/account").text).fields["csrf_token"]
        sent = {"csrf_token": token, "decision": "approve", "scopes": "events:write"}
        assert browser.post(world.page, data=sent).status_code == status
        assert browser.get(world.page).status_code == status
    assert world.page not in editor.get(LIST).text


def test_receipts_stay_with_who_approved(world):
    """Otto's name his address and other teams, and are his to keep."""
    otto = world.app.test_client()
    sign_in(otto, "otto@example.org")
    world.leave()
    submit(world.owner, world.page, "Authorize")
    receipt = f"/account/apps/{world.page.split('/')[-2]}/receipt"
    with world.app.app_context():
        ids = {each.claims["user"]["name"]: each.public_id for each in list_receipts()}
    pages = {"Otto": otto, "Ana Rossi": world.owner}
    for name, browser in pages.items():
        assert name in browser.get(receipt).text
        for other, receipt_id in ids.items():
            status = 200 if other == name else 404
            for path in (receipt, f"{receipt}.jws"):
                assert browser.get(f"{path}?id={receipt_id}").status_code == status
    assert otto.get(receipt.removesuffix("/receipt")).status_code == 404
    with world.app.app_context():
        account_deletion.delete(User.find_by_email("otto@example.org"))
        db.session.commit()
        assert [each.claims["user"]["name"] for each in list_receipts()] == ["Ana Rossi"]


def list_receipts():
    return db.session.scalars(db.select(ConsentReceipt)).all()


def test_receipt_of_an_adoption_has_the_warning_that_was_shown(world):
    world.leave()
    assert "This app has not been reviewed yet" in world.owner.get(world.page).text
    submit(world.owner, world.page, "Authorize")
    with world.app.app_context():
        (warning,) = list_receipts()[-1].claims["shown"]["warnings"]
    assert warning["title"] == "This app has not been reviewed yet"


def test_app_that_awaits_review_is_not_adopted_by_others_than_its_developers(world):
    world.leave()
    with world.app.app_context():
        Client.find(world.poster.id).status = Status.PENDING
        db.session.commit()
    page = world.owner.get(world.page).text
    assert "It cannot be adopted now" in page
    assert 'value="approve"' not in page


@pytest.mark.parametrize("change", ["suspended", "policy", "widened", "transferred"])
def test_what_changed_after_the_page_was_shown_is_not_adopted(world, change):
    world.leave()
    form = find_form(world.owner.get(world.page).text, button="Authorize")
    with world.app.app_context():
        client = Client.find(world.poster.id)
        if change == "suspended":
            client.suspend("spam")
        elif change == "policy":
            Team.find("harbour-hall").set_connect_policy(ConnectPolicy.REVIEWED)
        elif change == "transferred":
            client.owner_id = factories.make_user("mallory@example.org").id
            client.identity_changed_at += 1
        else:
            client.scopes = "events:read profile:read openid"
        db.session.commit()
    data = {**form.fields, "decision": "approve"}
    assert world.owner.post(world.page, data=data).location == world.page
    assert world.refresh().status_code in {400, 401}


def test_orphaned_app_can_be_ended_for_good(world):
    world.leave()
    submit(world.owner, world.page.replace("/adopt", "/revoke"), "Revoke access")
    assert world.owner.get(world.page).status_code == 404
    assert "Stopped, until" not in world.owner.get(LIST).text


def test_disabled_account_stops_the_app_and_another_owner_may_adopt_it(world):
    with world.app.app_context():
        User.find_by_email("otto@example.org").disable()
        db.session.commit()
    assert world.refresh().status_code == 400
    submit(world.owner, world.page, "Authorize")
    assert world.refresh().status_code == 200
