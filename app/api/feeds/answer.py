"""A feed as an answer, whoever asks for it: an app, somebody with a private address, anybody."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from flask import Response, request, stream_with_context

from app.api import conditional, query
from app.api.event_answer import base_url
from app.api.feeds import calendar, kept
from app.api.feeds.feed import Feed, FeedTeam
from app.api.feeds.formats import FORMATS, Format
from app.api.refusals import refuse_parameter
from app.models import event_json, event_query
from app.models.errors import ValidationError
from app.models.event_filter import EventFilter
from app.models.event_table import Audience

PUBLIC_AGE = 60  # seconds in which caches may show everybody what they have
VERSION = 1  # grows when a feed's text changes for events that do not


def answer_feed(team: FeedTeam, ending: str, *, audience: Audience) -> Response:
    """The feed of ``team`` whose address ends so, under the filter that the query gives.

    ``audience`` is who reads it: whoever the team let in, or everybody. 304 to who has it.
    """
    feed = Feed(team, _read_filter(team), audience, base_url())
    etag = _tag_of(feed, ending)
    # Whoever names a tag is answered by it alone, without a look at the database.
    is_tag_enough = bool(request.if_none_match) and conditional.is_known(etag)
    changed_at = None if is_tag_enough else event_query.last_change(team.id, audience)
    is_known = is_tag_enough or conditional.is_known(etag, changed_at)
    body = None if is_known else _body(feed, FORMATS[ending], etag)
    response = _answer(body, etag, changed_at)
    return _describe(response, FORMATS[ending], f"{team.slug}.{ending}", audience)


def answer_event_calendar(team: FeedTeam, slug: str, found: Any) -> Response:
    """The event that was ``found`` under ``slug``, as a calendar of its own."""
    feed = Feed(team, EventFilter(), Audience.APPS, base_url())
    body = calendar.render_one(feed.parse(found.rendered)[0], feed).encode()
    etag = conditional.tag_of(body)
    is_known = conditional.is_known(etag, found.updated_at)
    response = _answer(None if is_known else body, etag, found.updated_at)
    return _describe(response, FORMATS["ics"], f"{slug}.ics", Audience.APPS)


def _read_filter(team: FeedTeam) -> EventFilter:
    try:
        return EventFilter.parse(query.read(EventFilter.PARAMETERS), timezone=team.timezone)
    except ValidationError as error:
        refuse_parameter(error.field, error.message)


def _tag_of(feed: Feed, ending: str) -> str:
    """The weak entity tag: it changes with any of the team's events."""
    team = feed.team
    parts = [VERSION, event_json.SHAPE, feed.base_url, ending, feed.audience]
    parts += [team.id, team.slug, team.name, team.timezone, team.change_seq, feed.wanted.to_dict()]
    return conditional.tag_of(json.dumps(parts).encode(), weak=True)


def _body(feed: Feed, form: Format, etag: str) -> bytes | Iterator[bytes]:
    """The feed as it was kept, or made anew: one that is too long to keep is sent in pieces."""
    store = kept.of_this_process()
    known = store.find(etag)
    if known is not None:
        return known
    pieces, size = [], 0
    rest = (piece.encode() for piece in form.render(feed))
    for piece in rest:
        pieces.append(piece)
        size += len(piece)
        if size > kept.LARGEST:
            return stream_with_context(chain(pieces, rest))
    body = b"".join(pieces)
    store.keep(etag, body)
    return body


def _answer(body: bytes | Iterator[bytes] | None, etag: str, changed_at: int | None) -> Response:
    response = Response(body, status=304 if body is None else 200)
    response.headers["ETag"] = etag
    if changed_at is not None:
        response.last_modified = datetime.fromtimestamp(changed_at, UTC)
    return response


def _describe(response: Response, form: Format, name: str, audience: Audience) -> Response:
    """Say what it is, and who may keep it; ``name`` is made of slugs, so it needs no quoting."""
    headers, is_open = response.headers, audience is Audience.EVERYBODY
    headers["Content-Type"] = form.media_type
    headers["Content-Disposition"] = f'{form.disposition}; filename="{name}"'
    headers["Cache-Control"] = f"public, max-age={PUBLIC_AGE}" if is_open else "private, no-cache"
    headers["Vary"] = "Accept" if is_open else "Accept, Authorization"
    return response
