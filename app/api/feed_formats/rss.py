"""Events as an RSS 2.0 channel, newest change first."""

from datetime import datetime
from email.utils import format_datetime

from app.api.feed_formats import entry
from app.api.feed_formats.entry import xml
from app.api.feed_formats.feed import FeedPage, Json

MEDIA_TYPE = "application/rss+xml; charset=utf-8"


def render(page: FeedPage) -> str:
    """The page as a channel."""
    team, home = page.feed.team, xml(page.feed.home)
    return "".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>\n',
            '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n',
            f"<title>{xml(team.name)}</title>\n<link>{home}</link>\n",
            f"<description>Events of {xml(team.name)}</description>\n",
            f"<lastBuildDate>{_date(page.updated_at)}</lastBuildDate>\n",
            "<generator>Stagedoor</generator>\n<ttl>60</ttl>\n",
            _link("self", page.self_url),
            _link("next", page.next_url),
            *(_item(event, page) for event in page.events),
            "</channel>\n</rss>\n",
        )
    )


def _item(event: Json, page: FeedPage) -> str:
    tags = "".join(f"<category>{xml(tag)}</category>\n" for tag in event["tags"])
    name = xml(page.feed.name_of(event["id"]))
    return (
        f"<item>\n<title>{xml(entry.title(event))}</title>\n"
        f"<link>{xml(event['links']['html'])}</link>\n"
        f'<guid isPermaLink="false">{name}</guid>\n'
        f"<pubDate>{_date(event['created_at'])}</pubDate>\n"
        f"<atom:updated>{event['updated_at']}</atom:updated>\n{tags}"
        f"<description>{xml(entry.content(event))}</description>\n</item>\n"
    )


def _link(relation: str, address: str | None) -> str:
    if address is None:
        return ""
    return f'<atom:link rel="{relation}" type="application/rss+xml" href="{xml(address)}"/>\n'


def _date(stamp: str) -> str:
    """RFC 822 date, with a year of four digits."""
    return format_datetime(datetime.fromisoformat(stamp), usegmt=False)
