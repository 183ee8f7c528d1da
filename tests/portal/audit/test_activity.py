"""Who did what to somebody's account, when and from where."""

import csv
import io

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail, origin
from app.models.audit.origin import Origin
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.teams.membership import Role
from app.models.teams.team import Team
from tests.support import audit
from tests.support.factories import PASSWORD, join, make_client, make_grant, make_team, make_user
from tests.support.forms import submit
from tests.support.markup import compact
from tests.support.people import sign_in_by_form

ANA, BEN = "ana@example.org", "ben@example.org"
BEFORE = "203.0.113.9"


@pytest.fixture
def people(app):
    """Ana and Ben own Harbour Hall; Ana allowed Ben's app, and has one of her own."""
    with app.app_context():
        ana, ben = make_user(ANA), make_user(BEN, name="Ben Alder")
        team = make_team(ana, name="Harbour Hall", slug="harbour-hall")
        join(team, ben, Role.OWNER)
        reader, _secret = make_client(ben, name="Reader")
        own, _secret = make_client(ana, name="Poster Board")
        grant = make_grant(reader, ana, team)
        audit.forget()
        db.session.commit()
        return {"grant": grant.public_id, "own": own.client_id}


def record(app, action, *, by=None, address="", **nouns):
    """Add a line as if somebody had done it from ``address``."""
    with app.app_context():
        origin.begin(Origin(address))
        actor = User.find_by_email(by) if by else None
        audit_trail.record(action, actor=actor, **{key: find() for key, find in nouns.items()})
        origin.end()
        db.session.commit()


def read_file(client, path="/account/activity.csv"):
    text = client.get(path).get_data(as_text=True).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_own_acts_are_listed_with_where_they_came_from(people, client):
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"
    client.environ_base["HTTP_USER_AGENT"] = agent
    sign_in_by_form(client, ANA)
    page = client.get("/account/activity").text
    assert "Signed in" in page
    assert "127.0.0.1 · Firefox on Linux" in page


def test_guess_of_somebody_else_is_listed_as_theirs(people, app, client):
    submit(app.test_client(), "/login", "Sign in", email=ANA, password="not hers at all")
    sign_in_by_form(client, ANA)
    [line] = [row for row in read_file(client) if row["action"] == "user.sign_in_failed"]
    assert (line["who"], line["address"]) == ("Unknown", "127.0.0.1")


def test_what_others_did_to_the_account_names_them_and_not_where_they_were(people, app, client):
    grant = lambda: db.session.scalar(db.select(Grant))  # noqa: E731
    record(app, "grant.revoked", by=BEN, address=BEFORE, grant=grant)
    record(
        app,
        "member.role_changed",
        by=BEN,
        address=BEFORE,
        subject=lambda: User.find_by_email(ANA),
        team=lambda: Team.find("harbour-hall"),
    )
    sign_in_by_form(client, ANA)
    rows = {row["action"]: row for row in read_file(client)}
    assert rows["grant.revoked"]["who"] == rows["member.role_changed"]["who"] == "Ben Alder"
    assert rows["member.role_changed"]["team"] == "Harbour Hall"
    assert BEFORE not in client.get("/account/activity").text


def test_act_of_an_app_under_a_permission_is_listed_with_its_address(people, app, client):
    record(
        app,
        "token.issued",
        address="198.51.100.4",
        grant=lambda: db.session.scalar(db.select(Grant)),
    )
    sign_in_by_form(client, ANA)
    [line] = [row for row in read_file(client) if row["action"] == "token.issued"]
    assert (line["who"], line["app"], line["address"]) == ("Reader", "Reader", "198.51.100.4")


def test_operators_decisions_about_own_apps_are_listed(people, app, client):
    own = lambda: Client.find(people["own"])  # noqa: E731
    record(app, "client.suspended", client=own)
    record(app, "consent.denied", by=BEN, client=own)
    sign_in_by_form(client, ANA)
    rows = {row["action"]: row for row in read_file(client)}
    assert rows["client.suspended"]["who"] == "An operator"
    assert "consent.denied" not in rows


def test_lines_of_others_are_not_listed(people, app, client):
    record(app, "password.changed", by=BEN, address=BEFORE)
    sign_in_by_form(client, ANA)
    assert [row["action"] for row in read_file(client)] == ["user.signed_in"]


def test_one_kind_can_be_chosen(people, app, client):
    record(app, "password.changed", by=ANA)
    sign_in_by_form(client, ANA)
    chosen = read_file(client, "/account/activity.csv?kind=account")
    assert [row["action"] for row in chosen] == ["password.changed"]
    assert "Nothing of this kind" in client.get("/account/activity?kind=teams").text
    assert client.get("/account/activity?kind=x'%00&after=1.2.3").status_code == 200


@pytest.mark.both_databases
def test_pages_follow_each_other_without_gap_or_repetition(people, app, client):
    with app.app_context():
        ana = User.find_by_email(ANA)
        grant = db.session.scalar(db.select(Grant))
        for number in range(60):
            audit_trail.record(f"event.{number}", actor=ana)
            audit_trail.record(f"token.{number}", grant=grant)
        db.session.commit()
    sign_in_by_form(client, ANA)
    seen, path = [], "/account/activity"
    while path:
        page = compact(client.get(path).text)
        seen += [part.partition("<")[0] for part in page.split('<tr><td class="cell-wrap">')[1:]]
        path = next_address(page)
    assert len(seen) == 121
    assert len(set(seen)) == 121


def next_address(page):
    before, _mark, _rest = page.partition('">Next')
    return before.rpartition('href="')[2].replace("&amp;", "&") if _mark else None


def test_name_that_is_a_formula_stays_a_name_in_the_file(people, app, client):
    with app.app_context():
        db.session.scalar(db.select(Client).where(Client.name == "Reader")).name = "=1+1"
        db.session.commit()
    record(app, "token.issued", grant=lambda: db.session.scalar(db.select(Grant)))
    sign_in_by_form(client, ANA)
    assert "'=1+1" in {row["app"] for row in read_file(client)}


def test_profile_and_password_leave_a_line(people, client):
    sign_in_by_form(client, ANA)
    submit(client, "/account", "Save", name="Ana Bianchi")
    fields = {"current_password": PASSWORD, "password": "another long password"}
    submit(client, "/account", "Change the password", **fields)
    actions = [row["action"] for row in read_file(client, "/account/activity.csv?kind=account")]
    assert actions == ["password.changed", "profile.changed"]
