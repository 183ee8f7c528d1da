"""Feeds as responses: for apps, for holders of a private link, and public."""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from flask import Response, request, stream_with_context

from app.api.bearer.errors import refuse_for_a_moment
from app.api.feed_formats import calendar, one_date
from app.api.feed_formats.feed import Feed, FeedPage, FeedTeam
from app.api.feed_formats.formats import FORMATS, Paged, Whole
from app.api.feeds.feed_request import FeedRequest
from app.api.http import answer_cache, conditional
from app.api.http.answer_cache import CachedAnswer
from app.api.http.event_response import base_url, link_next
from app.models.event_queries import event_query
from app.models.event_queries.event_filter import EventFilter
from app.models.event_queries.event_query import StoredEvent
from app.models.events.event import Event
from app.models.events.event_audience import Audience
from app.models.values import timestamps

PUBLIC_AGE = 60  # seconds that caches may keep a public feed


def answer_feed(
    team: FeedTeam, format: str, *, audience: Audience, within: EventFilter | None = None
) -> Response:
    """The feed of ``team`` in this format, with the filters of the query; 304 if unchanged.

    ``audience`` is who reads it: authorized apps, or everyone. A private link shows only events
    ``within`` its own filter.
    """
    feed_request = FeedRequest.parse(team, format, audience, within)
    # A matching If-None-Match is answered without a query.
    is_tag_enough = bool(request.if_none_match) and conditional.is_known(feed_request.etag)
    changed_at = None if is_tag_enough else event_query.last_change(team.id, audience)
    if is_tag_enough or conditional.is_known(feed_request.etag, changed_at):
        response = _answer(None, feed_request.etag, changed_at)
    elif isinstance(feed_request.form, Paged):
        response = _answer_page(feed_request, feed_request.form, changed_at)
    else:
        response = _answer_whole(feed_request, feed_request.form, changed_at)
    is_open = audience is Audience.EVERYBODY and not feed_request.is_secret
    return _describe(response, feed_request.form, f"{team.slug}.{format}", is_open=is_open)


def answer_event_calendar(
    team: FeedTeam, slug: str, stored: StoredEvent, *, audience: Audience
) -> Response:
    """A calendar of this one event."""
    feed = Feed(team, EventFilter(), audience, base_url())
    body = calendar.render_one(feed.parse(stored.rendered)[0], feed).encode()
    return _answer_calendar(body, stored, f"{slug}.ics", audience)


def answer_date_calendar(event: Event, day: date, *, audience: Audience) -> Response | None:
    """A calendar of the dates of ``event`` that begin on this local ``day``; None without one."""
    stored = StoredEvent(event.rendered, event.updated_at)
    if event.series is None:
        if event.start.date() != day:
            return None
        return answer_event_calendar(event.team, event.slug, stored, audience=audience)
    feed = Feed(event.team, EventFilter(), audience, base_url())
    shown = feed.parse(event.rendered)[0]
    overrides = one_date.list_on(day, event.series, shown)
    if not overrides:
        return None
    body = calendar.render_dates(shown, overrides, feed).encode()
    return _answer_calendar(body, stored, f"{event.slug}-{day}.ics", audience)


def _answer_calendar(body: bytes, stored: StoredEvent, name: str, audience: Audience) -> Response:
    etag = conditional.tag_of(body)
    is_known = conditional.is_known(etag, stored.updated_at)
    response = _answer(None if is_known else body, etag, stored.updated_at)
    return _describe(response, FORMATS["ics"], name, is_open=audience is Audience.EVERYBODY)


def _answer_page(feed_request: FeedRequest, form: Paged, changed_at: int | None) -> Response:
    store, key = answer_cache.of_this_process(), (feed_request.etag, changed_at)
    kept = store.find(key)
    if kept is None:
        kept = _render_page(feed_request, form, changed_at)
        store.keep_of(feed_request.feed.team, key, kept)
    return link_next(_answer(kept.body, feed_request.etag, changed_at), kept.following)


def _render_page(feed_request: FeedRequest, form: Paged, changed_at: int | None) -> CachedAnswer:
    feed, self_url = feed_request.feed, f"{feed_request.feed.base_url}{request.path}"
    stored = feed.page(form.order)
    following = feed_request.listing.next_url(request.path, stored.next)
    page = FeedPage(
        feed,
        feed.parse(stored.rendered),
        timestamps.rfc3339(changed_at or 0),
        None if feed_request.is_secret else self_url,
        None if feed_request.is_secret else following,
    )
    return CachedAnswer(form.render(page).encode(), following)


def _answer_whole(feed_request: FeedRequest, form: Whole, changed_at: int | None) -> Response:
    """The cached feed, or a new one; one that is too long to cache is streamed."""
    store = answer_cache.of_this_process()
    kept = store.find(feed_request.etag)
    if kept is None:
        pieces, rest = _begin(form.render(feed_request.feed))
        if rest is not None:
            return _answer_long(chain(pieces, rest), feed_request, changed_at)
        kept = CachedAnswer(b"".join(pieces))
        store.keep_of(feed_request.feed.team, feed_request.etag, kept)
    return _answer(kept.body, feed_request.etag, changed_at)


def _begin(text: Iterator[str]) -> tuple[list[bytes], Iterator[bytes] | None]:
    """The pieces that fit into the cache, and the rest; None when all fit."""
    pieces, size = [], 0
    rest = (piece.encode() for piece in text)
    for piece in rest:
        pieces.append(piece)
        size += len(piece)
        if size > answer_cache.LARGEST:
            return pieces, rest
    return pieces, None


def _answer_long(
    pieces: Iterator[bytes], feed_request: FeedRequest, changed_at: int | None
) -> Response:
    store = answer_cache.of_this_process()
    if not store.begin_long():
        refuse_for_a_moment(429, "rate_limited", "Another long feed is being sent. Try again soon.")
    response = _answer(stream_with_context(pieces), feed_request.etag, changed_at)
    response.call_on_close(store.end_long)  # also when the reader leaves early
    return response


def _answer(body: bytes | Iterator[bytes] | None, etag: str, changed_at: int | None) -> Response:
    response = Response(body, status=304 if body is None else 200)
    response.headers["ETag"] = etag
    if changed_at is not None:
        response.headers["Last-Modified"] = conditional.last_modified(changed_at)
    return response


def _describe(response: Response, form: Whole | Paged, name: str, *, is_open: bool) -> Response:
    """Set type, file name and caching; ``name`` is made of slugs and needs no escaping."""
    headers = response.headers
    headers["Content-Type"] = form.media_type
    headers["Content-Disposition"] = f'{form.disposition}; filename="{name}"'
    headers["Cache-Control"] = f"public, max-age={PUBLIC_AGE}" if is_open else "private, no-cache"
    headers["Vary"] = "Accept" if is_open else "Accept, Authorization"
    return response
