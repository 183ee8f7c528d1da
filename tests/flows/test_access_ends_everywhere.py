"""Whatever takes access away, the next call is refused by every server process."""

import urllib.error
import urllib.request

import pytest

from app.extensions import db
from app.models.client import Client
from app.models.membership import Role
from tests.support import factories
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases


@pytest.fixture
def servers(start_server, database_url):
    """Two servers, each a process of its own, on one database."""
    return [start_server(workers=1, database_url=database_url) for _ in range(2)]


def status_at(server, path, token):
    """What the server answers to a read of ``path`` with the token."""
    request = urllib.request.Request(
        server.url + path, headers={"Authorization": f"Bearer {token}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def connect(app):
    """An app, an owner and a team with one more owner; the owner's grant and a token of it."""
    poster = flow.register(app)
    team, owner = factories.make_team(), factories.make_user()
    factories.make_event(team)
    factories.join(team, owner, Role.OWNER)
    grant = factories.make_grant(Client.find(poster.id), owner, team)
    token, _refresh = factories.make_tokens(grant)
    db.session.commit()
    return grant, token


WAYS = {
    "grant revoked": lambda grant, membership: grant.revoke(),
    "role lost": lambda grant, membership: membership.change_role(Role.EDITOR),
    "membership ended": lambda grant, membership: membership.end(),
    "client suspended": lambda grant, membership: grant.client.suspend("spam"),
    "client deleted": lambda grant, membership: grant.client.delete(),
    "person disabled": lambda grant, membership: grant.user.disable(),
}


def test_next_call_is_refused_by_each_process(app, servers):
    """V01, V12, V13, Z05-Z07, invariants 1, 3 and 4."""
    seen = {}
    for way, end in WAYS.items():
        with app.app_context():
            grant, token = connect(app)
            path = f"/api/v1/organizer/{grant.teams[0].slug}/events"
            before = [status_at(server, path, token) for server in servers]
            end(grant, grant.teams[0].membership_of(grant.user))
            db.session.commit()
        seen[way] = before, [status_at(server, path, token) for server in servers]
    assert seen == dict.fromkeys(WAYS, ([200, 200], [401, 401]))
