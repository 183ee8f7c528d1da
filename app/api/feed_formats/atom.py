"""Events as an Atom feed (RFC 4287), newest change first, in pages (RFC 5005)."""

from app.api.feed_formats import entry
from app.api.feed_formats.entry import xml
from app.api.feed_formats.feed import FeedPage, Json

MEDIA_TYPE = "application/atom+xml; charset=utf-8"


def render(page: FeedPage) -> str:
    """The page as a feed document."""
    feed = page.feed
    return "".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>\n',
            '<feed xmlns="http://www.w3.org/2005/Atom">\n',
            f"<id>{xml(feed.uri)}</id>\n<title>{xml(feed.team.name)}</title>\n",
            f"<updated>{page.updated_at}</updated>\n",
            f"<author><name>{xml(feed.team.name)}</name></author>\n",
            "<generator>Stagedoor</generator>\n",
            _link("alternate", feed.home, "text/html"),
            _link("self", page.self_url, "application/atom+xml"),
            _link("next", page.next_url, "application/atom+xml"),
            *(_entry(event, page) for event in page.events),
            "</feed>\n",
        )
    )


def _entry(event: Json, page: FeedPage) -> str:
    tags = "".join(f'<category term="{xml(tag)}"/>\n' for tag in event["tags"])
    return (
        f"<entry>\n<id>{xml(page.feed.name_of(event['id']))}</id>\n"
        f"<title>{xml(entry.title(event))}</title>\n"
        f"<updated>{event['updated_at']}</updated>\n"
        f"<published>{event['created_at']}</published>\n"
        f"{_link('alternate', event['links']['html'], 'text/html')}{tags}"
        f'<content type="html">{xml(entry.content(event))}</content>\n</entry>\n'
    )


def _link(relation: str, address: str | None, media_type: str) -> str:
    if address is None:
        return ""
    return f'<link rel="{relation}" type="{media_type}" href="{xml(address)}"/>\n'
