"""Python clients, unmodified, through every flow that they know; one test a client and flow.

None is given an option that weakens it, but that http is allowed on loopback.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider
from mcp.shared.auth import OAuthClientMetadata
from requests_oauthlib import OAuth2Session

from tests.interop.conftest import REDIRECT_URI

SCOPE = "events:read"
VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-0123"


@pytest.fixture(autouse=True)
def _loopback(monkeypatch):
    """Let the libraries use http here, and no proxy of the machine."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def urls(world):
    """The addresses by what they are for."""
    paths = ("authorize", "token", "revoke", "introspect")
    return {
        **{name: f"{world.url}/oauth/{name}" for name in paths},
        "api": f"{world.url}/api/v1/organizer/events",
    }


def count_events(session, urls):
    return len(session.get(urls["api"]).json()["data"])


@pytest.mark.parametrize(
    ("app", "method"),
    [
        ("server", "client_secret_basic"),
        ("server", "client_secret_post"),
        ("phone", "none"),
    ],
)
def test_authlib_gets_refreshes_introspects_and_revokes(world, urls, visit, app, method):
    session = AuthlibSession(
        **world.apps[app],
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
        scope=SCOPE,
        redirect_uri=REDIRECT_URI,
        code_challenge_method="S256",
    )
    address, state = session.create_authorization_url(urls["authorize"], code_verifier=VERIFIER)
    back = visit(address)
    token = session.fetch_token(
        urls["token"], authorization_response=back, state=state, code_verifier=VERIFIER
    )
    assert (token["token_type"], token["scope"]) == ("Bearer", SCOPE)
    assert count_events(session, urls) == 1
    session.refresh_token(urls["token"])
    assert session.token["access_token"] != token["access_token"]
    assert count_events(session, urls) == 1
    seen = session.introspect_token(urls["introspect"], token=session.token["access_token"])
    assert seen.json()["active"] is True
    assert session.revoke_token(urls["revoke"], session.token["refresh_token"]).status_code == 200
    assert session.get(urls["api"]).status_code == 401


def test_workers_with_authlib_and_one_refresh_token_all_go_on(world, urls, visit):
    """Each refreshes on its own, uses what it got, and the last pair can be refreshed again."""
    app = world.apps["server"]
    first = AuthlibSession(
        **app, scope=SCOPE, redirect_uri=REDIRECT_URI, code_challenge_method="S256"
    )
    address, state = first.create_authorization_url(urls["authorize"], code_verifier=VERIFIER)
    token = first.fetch_token(
        urls["token"],
        authorization_response=visit(address),
        state=state,
        code_verifier=VERIFIER,
    )

    def work(_number):
        session = AuthlibSession(**app, token=dict(token))
        session.refresh_token(urls["token"])
        return count_events(session, urls), session.token

    with ThreadPoolExecutor(5) as workers:
        counts, tokens = zip(*workers.map(work, range(5)), strict=True)
    assert counts == (1,) * 5
    session = AuthlibSession(**app, token=tokens[-1])
    session.refresh_token(urls["token"])
    assert count_events(session, urls) == 1


def test_authlib_gets_a_token_of_the_app_itself(world, urls):
    session = AuthlibSession(**world.apps["itself"], scope="public")
    token = session.fetch_token(urls["token"], grant_type="client_credentials")
    assert token["token_type"] == "Bearer"


@pytest.mark.parametrize("app", ["server", "phone"])
def test_requests_oauthlib_gets_and_refreshes(world, urls, visit, app):
    client_id, client_secret = world.apps[app].values()
    session = OAuth2Session(client_id, redirect_uri=REDIRECT_URI, scope=[SCOPE], pkce="S256")
    address, _state = session.authorization_url(urls["authorize"])
    # A public client names itself in the body; of one with a secret the library makes a header.
    named = {} if client_secret else {"include_client_id": True}
    session.fetch_token(
        urls["token"],
        authorization_response=visit(address),
        client_secret=client_secret,
        **named,
    )
    assert count_events(session, urls) == 1
    first = session.token["access_token"]
    secret = {"client_secret": client_secret} if client_secret else {}
    session.refresh_token(urls["token"], client_id=client_id, **secret)
    assert session.token["access_token"] != first
    assert count_events(session, urls) == 1


class Memory:
    """Where the agent keeps what it got."""

    def __init__(self):
        self.tokens = self.client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


def test_agent_begins_with_a_refusal_and_the_address(urls, visit):
    """It finds the server, registers, and sends its person; for the one scope it needs."""
    memory, went_to = Memory(), []

    async def send(address):
        went_to.append(visit(address))

    async def come_back():
        query = parse_qs(urlsplit(went_to[-1]).query)
        return AuthorizationCodeResult(
            code=query["code"][0], state=query["state"][0], iss=query["iss"][0]
        )

    agent = OAuthClientProvider(
        urls["api"],
        OAuthClientMetadata(client_name="Agent", redirect_uris=[REDIRECT_URI]),
        memory,
        redirect_handler=send,
        callback_handler=come_back,
    )

    async def read():
        async with httpx2.AsyncClient(auth=agent, trust_env=False) as client:
            return await client.get(urls["api"])

    answer = asyncio.run(read())
    assert (answer.status_code, len(answer.json()["data"])) == (200, 1)
    assert set(memory.tokens.scope.split()) <= {SCOPE, "offline_access"}
