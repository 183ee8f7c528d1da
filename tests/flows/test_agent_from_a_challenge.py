"""An agent that knows nothing but an address: the challenge tells it what to ask for.

The agent is the OAuth client of the official MCP SDK, unchanged.
"""

import asyncio
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from mcp.client.auth import OAuthClientProvider
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientMetadata

from app.models.credentials import live_token
from tests.support import oauth_flow as flow
from tests.support.api import EVENTS
from tests.support.people import sign_in

CALLBACK = "http://127.0.0.1:3030/callback"


class Memory:
    """Where the agent keeps its client and its tokens."""

    client = tokens = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


class AppTransport(httpx2.AsyncBaseTransport):
    """Sends the agent's requests to the application in this process."""

    def __init__(self, app):
        self.client = app.test_client()

    async def handle_async_request(self, request):
        """Return the application's answer."""
        answer = self.client.open(
            request.url.raw_path.decode(),
            method=request.method,
            data=await request.aread(),
            headers=[pair for pair in request.headers.items() if pair[0] != "content-length"],
        )
        return httpx2.Response(
            answer.status_code, headers=list(answer.headers), content=answer.data
        )


class Agent:
    """The SDK's client, and Olivia's browser, in which she authorizes what it asks for."""

    def __init__(self, app):
        self.browser = app.test_client()
        sign_in(self.browser, flow.make_organizer(app))
        self.asked: list[set[str]] = []
        self.memory = Memory()
        metadata = OAuthClientMetadata(redirect_uris=[CALLBACK], client_name="Calendar agent")
        auth = OAuthClientProvider(
            f"http://localhost{EVENTS}", metadata, self.memory, self.authorize, self.come_back
        )
        self.http = httpx2.AsyncClient(transport=AppTransport(app), auth=auth)

    async def authorize(self, url):
        """Read and press Authorize."""
        query = dict(parse_qsl(urlsplit(url).query))
        self.asked.append(set(query.get("scope", "").split()))
        path = url.removeprefix("http://localhost")
        self.answer = flow.callback(flow.submit(self.browser, path, "Authorize"))

    async def come_back(self):
        """What the redirect carried."""
        return AuthorizationCodeResult(
            **{name: self.answer[name] for name in ("code", "state", "iss") if name in self.answer}
        )


@pytest.fixture
def agent(app):
    return Agent(app)


EVENT = {"title": "Lantern walk", "start": {"utc": "2027-03-27T19:00:00Z"}}


@pytest.mark.parametrize(
    ("method", "options", "status", "scope"),
    [("GET", {}, 200, "events:read"), ("POST", {"json": EVENT}, 201, "events:write")],
)
def test_agent_asks_for_the_scope_of_what_it_does_alone(app, agent, method, options, status, scope):
    answer = asyncio.run(agent.http.request(method, f"http://localhost{EVENTS}", **options))
    assert answer.status_code == status
    # The SDK adds offline_access where it is offered.
    assert [names - {"offline_access"} for names in agent.asked] == [{scope}]
    with app.app_context():
        token = live_token.find(agent.memory.tokens.access_token)
    assert token.audience == "/api/v1"  # the SDK names the resource of the metadata


def test_agent_without_a_challenge_finds_only_the_basic_scope(client):
    """What it falls back to: the metadata no longer names every scope there is."""
    for path in ("", "/api/v1"):
        metadata = client.get(f"/.well-known/oauth-protected-resource{path}").json
        assert metadata["scopes_supported"] == ["events:read"]
