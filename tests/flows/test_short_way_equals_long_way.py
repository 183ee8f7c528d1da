"""The short and the long way of the endpoints for programs: the same answer, the same rows.

Each example puts a database into a state, sends a request by the short way, puts the database back
and sends the request by the long way. All that is random is drawn from the same seed, so that
credentials, ids and hashes are the same as well.
"""

import random
import secrets

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.database.write_behind import Deferred
from app.extensions import db
from app.models.audit import audit_seal
from app.models.credentials import last_use
from app.models.values import secret
from app.models.values.secret import Kind
from app.oauth.client_authentication import ASSERTION_TYPE
from app.oauth.endpoints import introspection, revocation, token
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.machine_states import NARROW, STATES, WIDE, make_world
from tests.support.snapshots import snapshots_of

# The header that a name in ``TWISTS`` is for.
NAMES = {"@header": "Authorization", "@proof": "DPoP"}
WAYS = (
    (token.short_way, "issue"),
    (introspection.short_way, "introspect"),
    (revocation.short_way, "revoke"),
)
# Which requests a state or a peculiarity is about, by its first word; others are about all.
CONCERN = {
    "client": {"code", "refresh", "client"},
    "code": {"code"},
    "refresh": {"refresh", "introspect refresh", "revoke refresh"},
    "access": {"refresh", "introspect", "revoke"},
    "family": {"refresh", "introspect", "introspect refresh", "revoke", "revoke refresh"},
    "scope": {"code", "refresh", "client"},
    "redirect": {"code"},
    "verifier": {"code"},
}

# Requests: the path, and what is sent beside the client's credentials.
REQUESTS = {
    "code": ("/oauth/token", {"grant_type": "authorization_code", "code": "@code"}),
    "refresh": ("/oauth/token", {"grant_type": "refresh_token", "refresh_token": "@refresh"}),
    "client": ("/oauth/token", {"grant_type": "client_credentials"}),
    "introspect": ("/oauth/introspect", {"token": "@access"}),
    "introspect refresh": ("/oauth/introspect", {"token": "@refresh"}),
    "revoke": ("/oauth/revoke", {"token": "@access"}),
    "revoke refresh": ("/oauth/revoke", {"token": "@refresh"}),
}
# What may be different about a request: parameters that are added, or left out for None.
TWISTS = {
    "another client": {"client_id": "@other_id", "client_secret": "@other_secret"},
    "wrong secret": {"client_secret": "sd_sec_wrong"},
    "no secret": {"client_secret": None},
    "old secret": {"client_secret": "@old_secret"},
    "unknown client": {"client_id": "sd_app_unknown"},
    "by Basic": {"client_id": None, "client_secret": None, "@header": "@basic"},
    "by Basic and body": {"@header": "@basic"},
    "assertion": {"client_assertion": "x", "client_assertion_type": "y"},
    "secret as an assertion": {
        "client_secret": None,
        "client_assertion": "@secret",
        "client_assertion_type": ASSERTION_TYPE,
    },
    "proof of a key": {"@proof": "e30.e30.e30"},
    "scope that is narrower": {"scope": NARROW},
    "scope that is as wide": {"scope": WIDE},
    "scope that is wider": {"scope": f"{WIDE} tickets:read"},
    "scope that is unknown": {"scope": "everything"},
    "scope of sign-in": {"scope": "openid"},
    "scope of clients": {"scope": "grant_management_query"},
    "resource": {"resource": "http://localhost/api/v1"},
    "wider resource": {"resource": "http://localhost/"},
    "foreign resource": {"resource": "https://other.example"},
    "redirect URI that is wrong": {"redirect_uri": "https://app.example/other"},
    "redirect URI that is missing": {"redirect_uri": None},
    "redirect URI of a trial": {"redirect_uri": "@trial"},
    "verifier": {"code_verifier": flow.VERIFIER},
    "verifier that is wrong": {"code_verifier": flow.VERIFIER[::-1]},
    "verifier that is broken": {"code_verifier": "short"},
    "no credential": {"code": None, "refresh_token": None, "token": None},
    "unknown credential": {"code": "sd_code_x", "refresh_token": "sd_rt_x", "token": "sd_at_x"},
    "unknown access token": {"token": secret.derive(Kind.ACCESS_TOKEN, "x", "y")},
    "unknown refresh token": {"token": secret.derive(Kind.REFRESH_TOKEN, "x", "y")},
    "another's credential": {
        "code": "@other_code",
        "refresh_token": "@other_refresh",
        "token": "@other_access",
    },
    "hint": {"token_type_hint": "refresh_token"},
    "other grant type": {"grant_type": "password"},
}


# What shows only together: the request, its twists, and the states.
TOGETHER = {
    "code of a public client, without a verifier": (
        *("code", ["no secret"]),
        ["client without secrets"],
    ),
    "token of a public client itself": ("client", ["no secret"], ["client without secrets"]),
    "token of a client itself, to sign in": (
        *("client", ["scope of sign-in"]),
        ["grant of the client itself for sign-in"],
    ),
    "token of a client itself, above its ceiling": (
        *("client", ["scope that is as wide"]),
        ["client with lower ceiling"],
    ),
    "code of a trial, from where it was sent": (
        *("code", ["redirect URI of a trial"]),
        ["code of a trial"],
    ),
}
# Of no token at all, some in the form of one.
UNKNOWN = ("unknown credential", "unknown access token", "unknown refresh token")


# On SQLite each request; on PostgreSQL those that are written by statements of its own.
ON_ENGINES = [*(("sqlite", name) for name in REQUESTS), ("postgresql", "client")]
ENGINE = ["database_engine"]


class Bench:
    """An application whose database is put back, and whose random values begin anew."""

    def __init__(self, app, monkeypatch, clock):
        """Make the world that each example begins with."""
        self.app, self._clock, self._monkeypatch = app, clock, monkeypatch
        monkeypatch.setattr(Deferred, "_set_timer", lambda _self: None)
        with app.app_context():
            self._snapshots = snapshots_of(db.engine)
            self.world = make_world()
        self._machine = app.test_client()
        self._begin = self._snapshots.keep()

    def compare(self, request, twists, states):
        """Send the request both ways in the same state; what the short way answered, if it did."""
        self._snapshots.restore(self._begin)
        with self.app.app_context():
            for state in states:
                STATES[state](self.world, self._clock.now())
            db.session.commit()
        state = self._snapshots.keep()
        sent = self._parameters(request, twists)
        short, taken = self._send(*sent, by_short_way=True)
        self._snapshots.restore(state)
        long, _taken = self._send(*sent, by_short_way=False)
        assert short == long
        return taken

    def _parameters(self, request, twists):
        path, body = REQUESTS[request]
        body = {**body, "client_id": "@id", "client_secret": "@secret"}
        if request == "code":
            body["redirect_uri"] = factories.REDIRECT_URI
        for twist in twists:
            wanted = TWISTS[twist]
            body |= {name: value for name, value in wanted.items() if may_have(request, name, body)}
        filled = {
            name: self.world[value[1:]] if value.startswith("@") else value
            for name, value in body.items()
            if value is not None
        }
        headers = {NAMES[name]: filled.pop(name) for name in NAMES if name in filled}
        return path, filled, headers

    def _send(self, path, body, headers, *, by_short_way):
        """Answer and rows after it; and whether the short way answered."""
        drawn, taken = random.Random(7), []
        with self._monkeypatch.context() as patch:
            for name in ("token_bytes", "token_urlsafe"):
                patch.setattr(secrets, name, getattr(Drawn(drawn), name))
            for module, name in WAYS:
                way = getattr(module, name)
                patch.setattr(module, name, recording(way, taken) if by_short_way else no_way)
            answer = self._machine.post(path, data=body, headers=headers)
        seen = answer.status_code, answer.get_data(), dict(answer.headers)
        return (seen, self._rows()), taken

    def _rows(self):
        """Every row of the database, once last uses and seals are written."""
        with self.app.app_context():
            last_use.flush()
            audit_seal.seal_all()
        return self._snapshots.rows()


class Drawn:
    """Random values as ``secrets`` gives them, the same again from the same beginning."""

    def __init__(self, source):
        """Draw from ``source``."""
        self._source = source

    def token_bytes(self, size):
        """Draw so many bytes."""
        return self._source.randbytes(size)

    def token_urlsafe(self, size):
        """Draw a text made of so many bytes."""
        return self._source.randbytes(size).hex()[:43]


def recording(way, taken):
    """The short way, which notes that it has answered."""

    def recorded(sent):
        answer = way(sent)
        if answer is not None:
            taken.append(way.__name__)
        return answer

    return recorded


def no_way(_sent):
    """No short way."""
    return


def may_have(request, name, body):
    """Whether a twist fits: it changes the credential that the request has, and adds no other."""
    return name in body or name not in {"code", "refresh_token", "token", "grant_type"}


def concerning(request, names):
    """Those of ``names`` that are about such a request."""
    return [name for name in names if request in CONCERN.get(name.split()[0], REQUESTS)]


@pytest.fixture
def bench(app, monkeypatch, clock):
    """Where requests are compared."""
    return Bench(app, monkeypatch, clock)


@pytest.mark.both_databases
@pytest.mark.parametrize("request_name", REQUESTS)
def test_plain_request_goes_the_short_way(bench, request_name):
    assert bench.compare(request_name, [], [])


@pytest.mark.parametrize(("database_engine", "request_name"), ON_ENGINES, indirect=ENGINE)
def test_each_state_alone_is_judged_alike(bench, request_name):
    for state in concerning(request_name, STATES):
        bench.compare(request_name, [], [state])


@pytest.mark.parametrize(("database_engine", "request_name"), ON_ENGINES, indirect=ENGINE)
def test_each_peculiar_request_is_judged_alike(bench, request_name):
    for twist in concerning(request_name, TWISTS):
        bench.compare(request_name, [twist], [])


@pytest.mark.both_databases
@pytest.mark.parametrize(("request_name", "twists", "states"), TOGETHER.values(), ids=TOGETHER)
def test_request_is_judged_alike_in_a_state_that_matters_to_it(bench, request_name, twists, states):
    bench.compare(request_name, twists, states)


@pytest.mark.parametrize("twist", UNKNOWN)
@pytest.mark.parametrize("request_name", ["revoke", "introspect"])
def test_token_that_does_not_exist_needs_no_long_way(bench, request_name, twist):
    assert bench.compare(request_name, [twist], [])


@pytest.mark.both_databases
@settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.sampled_from(sorted(REQUESTS)),
    st.lists(st.sampled_from(sorted(TWISTS)), max_size=3, unique=True),
    st.lists(st.sampled_from(sorted(STATES)), max_size=3, unique=True),
)
def test_any_request_in_any_state_is_judged_alike(bench, request_name, twists, states):
    bench.compare(request_name, twists, states)
