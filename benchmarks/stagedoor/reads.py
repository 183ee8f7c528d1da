"""Reading events with a token."""

import json
from itertools import count
from urllib.parse import urlencode

from benchmarks import operations
from benchmarks.http_request import Request, get
from benchmarks.installation.installation import SLUG, Installation
from benchmarks.side import Ask, MakeRequests, each_of

EVENTS = f"/api/v1/organizer/{SLUG}/events"
PAGE = f"{EVENTS}?limit=25"
CALENDAR = f"{EVENTS}.ics"


def read_requests(installation: Installation, ask: Ask) -> dict[str, MakeRequests]:
    """The requests of each reading operation; tags are those of the moment of asking."""
    tokens = installation.access_tokens

    def of(path: str) -> MakeRequests:
        return each_of(tokens, lambda token: get(path, token))

    def with_tag_of(path: str) -> MakeRequests:
        return lambda number: _known(ask, path, tokens, number)

    return {
        operations.FEED: of(PAGE),
        operations.FEED_ANEW: _unkept_pages(tokens),
        operations.FEED_304: with_tag_of(PAGE),
        operations.CALENDAR_304: with_tag_of(CALENDAR),
        operations.CALENDAR: of(CALENDAR),
        operations.EVENT: of(f"{EVENTS}/night-number-7"),
        operations.ME: of("/api/v1/me"),
        operations.CHANGES: lambda number: _last_changes(ask, tokens, number),
    }


def _known(ask: Ask, path: str, tokens: list[str], number: int) -> list[Request]:
    # Any tag matches the star: the answer names the one of now, and a large file stays unread.
    headers, _body = ask(get(path, tokens[0], 304, if_none_match="*"))
    make = each_of(tokens, lambda token: get(path, token, 304, if_none_match=headers["etag"]))
    return make(number)


def _unkept_pages(tokens: list[str]) -> MakeRequests:
    """The same events, by a filter that no request had before."""
    numbers = count()

    def make(token: str) -> Request:
        hours, seconds = divmod(next(numbers), 3600)
        start = f"2026-01-{hours + 1:02}T00:{seconds // 60:02}:{seconds % 60:02}Z"
        return get(f"{PAGE}&from={start}", token)

    return each_of(tokens, make)


def _last_changes(ask: Ask, tokens: list[str], number: int) -> list[Request]:
    known = urlencode({"sync_token": find_sync_token(ask, tokens[0])})
    return each_of(tokens, lambda token: get(f"{EVENTS}/changes?{known}", token))(number)


def find_sync_token(ask: Ask, token: str) -> str:
    """Walk through all changes, as a new mirror does; the token that asks what comes after."""
    path = f"{EVENTS}/changes?limit=200"
    while True:
        answer = json.loads(ask(get(path, token))[1])
        if answer["sync_token"] is not None:
            return answer["sync_token"]
        cursor = answer["page"]["next"].partition("cursor=")[2]
        path = f"{EVENTS}/changes?limit=200&cursor={cursor}"
