"""A request for a feed: the filters of lists and, in formats with pages, the page."""

from dataclasses import dataclass

from flask import request

from app.api.feed_formats.feed import Feed, FeedTeam
from app.api.feed_formats.formats import FORMATS, Paged, Whole
from app.api.http import query
from app.api.http.event_response import base_url
from app.api.http.list_request import ListRequest
from app.models.event_queries.event_filter import EventFilter
from app.models.events.event_audience import Audience

VERSION = 2  # grows when a feed's text changes for events that do not


@dataclass(frozen=True, slots=True)
class FeedRequest:
    """A request for a feed in a format. ``etag`` is the weak tag of its answer.

    ``is_secret`` means that the address alone gives access: no document may contain it.
    """

    feed: Feed
    listing: ListRequest
    format: str
    is_secret: bool
    etag: str

    @classmethod
    def parse(
        cls, team: FeedTeam, format: str, audience: Audience, within: EventFilter | None
    ) -> "FeedRequest":
        """Return the request of the query; abort with 400 for an invalid one.

        A feed ``within`` a filter has a secret address.
        """
        form = FORMATS[format]
        is_paged = isinstance(form, Paged)
        allowed = ListRequest.PARAMETERS if is_paged else EventFilter.PARAMETERS
        parameters = query.read(allowed - within.to_dict().keys() if within else allowed)
        kind = f"feed {audience} {form.order if isinstance(form, Paged) else ''}"
        listing = ListRequest.parse(parameters, team, kind, within=within)
        feed = Feed(team, listing.filter, audience, base_url(), listing.after, listing.limit)
        # Pages name their own address.
        address = request.path if is_paged else None
        etag = listing.tag(VERSION, format, team.name, team.timezone, address)
        return cls(feed, listing, format, within is not None, etag)

    @property
    def form(self) -> Whole | Paged:
        """The format."""
        return FORMATS[self.format]
