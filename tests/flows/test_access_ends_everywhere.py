"""Whatever takes access away, the next call is refused by every server process."""

import json
import urllib.error
import urllib.request
from urllib.parse import urlencode

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.grants import orphaned_grants
from app.models.grants.membership_changes import change_role, end_membership
from app.models.housekeeping import app_disconnection, grant_adoption, team_deletion
from app.models.teams.membership import Membership, Role
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.private_links import make_link

pytestmark = pytest.mark.both_databases


@pytest.fixture
def servers(start_server, database_url):
    """Two servers, each a process of its own, on one database."""
    return [start_server(workers=1, database_url=database_url) for _ in range(2)]


def status_at(server, path, token=None):
    """What the server answers to a read of ``path``, with the token if there is one."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(server.url + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def connect(app):
    """An app, an owner and a team with one more owner; the owner's grant, and what it opens.

    That is a token, and a private link that the app made.
    """
    poster = flow.register(app)
    team, owner = factories.make_team(), factories.make_user()
    factories.make_event(team)
    factories.join(team, owner, Role.OWNER)
    grant = factories.make_grant(Client.find(poster.id), owner, team)
    token, _refresh = factories.make_tokens(grant)
    link = make_link(team, owner, client=grant.client)
    db.session.commit()
    return grant, token, link


WAYS = {
    "grant revoked": lambda grant, membership: grant.revoke(),
    "role lost": lambda grant, membership: change_role(membership, Role.EDITOR),
    "membership ended": lambda grant, membership: end_membership(membership),
    "app disconnected": lambda grant, membership: app_disconnection.disconnect(
        grant.teams[0], grant.client, by=grant.user
    ),
    "client suspended": lambda grant, membership: grant.client.suspend("spam"),
    "client deleted": lambda grant, membership: grant.client.delete(),
    "person disabled": lambda grant, membership: grant.user.disable(),
    "team deleted": lambda grant, membership: team_deletion.delete(grant.teams[0], by=grant.user),
}
# What may come back, and the link with it.
PAUSES = ("client suspended", "client deleted", "person disabled")


def test_next_call_is_refused_by_each_process(app, servers):
    """Invariants 1, 3 and 4."""
    seen = {}
    for way, end in WAYS.items():
        with app.app_context():
            grant, token, link = connect(app)
            path = f"/api/v1/organizer/{grant.teams[0].slug}/events"
            asked = [
                (server, *what) for server in servers for what in ((path, token), (link.path(),))
            ]
            before = [status_at(*one) for one in asked]
            end(grant, Membership.find(grant.teams[0], grant.user))
            db.session.commit()
        seen[way] = before, [status_at(*one) for one in asked]
    for_good = dict.fromkeys(WAYS, ([200] * 4, [401, 410, 401, 410]))
    assert seen == for_good | dict.fromkeys(PAUSES, ([200] * 4, [401, 403, 401, 403]))


def test_reported_credential_is_refused_by_each_process(app, servers):
    """A leaked token, and a leaked feed link, end for every process when one is told."""
    with app.app_context():
        grant, token, link = connect(app)
        path = f"/api/v1/organizer/{grant.teams[0].slug}/events"
        asked = [(server, *what) for server in servers for what in ((path, token), (link.path(),))]
        before = [status_at(*one) for one in asked]
    report = json.dumps({"credentials": [token, servers[0].url + link.path()]}).encode()
    request = urllib.request.Request(
        f"{servers[0].url}/credentials/report", report, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 202
    assert (before, [status_at(*one) for one in asked]) == ([200] * 4, [401, 410, 401, 410])


def test_adopted_grant_works_at_the_next_refresh_at_each_process(app, servers):
    """Orphaned it is refused by both, adopted it is served by both, for the same token."""
    with app.app_context():
        poster = flow.register(app)
        team, former = factories.make_team(), factories.make_user()
        membership = factories.join(team, former, Role.OWNER)
        grant = factories.make_grant(Client.find(poster.id), former, team)
        _access, token = factories.make_tokens(grant)
        (owner,) = Membership.list_owners([team])[team.id][:1]
        db.session.commit()
        end_membership(membership)
        db.session.commit()
        orphaned = [refresh_at(server, poster, token) for server in servers]
        grant_adoption.adopt(
            grant,
            team,
            by=owner,
            names=orphaned_grants.inherited(grant),
            identity_changed_at=grant.client.identity_changed_at,
        )
        db.session.commit()
        adopted = [refresh_at(server, poster, token) for server in servers]
    assert (orphaned, adopted) == ([400, 400], [200, 200])


def refresh_at(server, poster, token):
    """What the server answers to a refresh."""
    body = {"grant_type": "refresh_token", "refresh_token": token, **poster.credentials()}
    request = urllib.request.Request(f"{server.url}/oauth/token", urlencode(body).encode())
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
