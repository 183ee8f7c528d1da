"""The changelog of the API: a page, and an Atom feed (RFC 4287)."""

from datetime import UTC, datetime

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue

from app.models.values import timestamps
from app.openapi.routes import list_routes
from app.portal.blueprint import bp, public
from app.portal.docs import endpoints
from app.portal.docs.changelog.changes import CHANGES, KINDS, Change
from app.portal.docs.endpoints import Entry
from app.portal.docs.page import address_of
from app.web.caching import public_page
from app.web.public_url import public_url_for

AGE = 3600  # seconds


@bp.get("/changelog")
@public
def show_changelog() -> ResponseReturnValue:
    """The changes by day, and the operations that are deprecated now."""
    return render_template(
        "portal/docs/changelog/show.html",
        days=_by_day(),
        kinds=KINDS,
        page_url=address_of,
        deprecated=list_deprecated(),
    )


@bp.get("/changelog.atom")
@public
def show_changelog_feed() -> Response:
    """The changes as a feed."""
    page = public_url_for("portal.show_changelog")
    body = render_template(
        "portal/docs/changelog/feed.xml",
        page=page,
        feed=public_url_for("portal.show_changelog_feed"),
        entries=[(change, f"{page}#{change.id}", _rfc3339(change)) for change in CHANGES],
        kinds=KINDS,
        updated=_rfc3339(CHANGES[0]),
    )
    response = Response(body, content_type="application/atom+xml; charset=utf-8")
    return public_page.tag(response, changes_at=None, max_age=AGE)


def list_deprecated() -> list[Entry]:
    """The operations that are deprecated, in the order of the reference."""
    if not any(route.operation.deprecation for route in list_routes(current_app)):
        return []
    entries = [entry for _group, entries in endpoints.list_groups() for entry in entries]
    return [entry for entry in entries if entry.operation.deprecation]


def _by_day() -> list[tuple[object, list[Change]]]:
    days: dict[object, list[Change]] = {}
    for change in CHANGES:
        days.setdefault(change.day, []).append(change)
    return list(days.items())


def _rfc3339(change: Change) -> str:
    day = change.day
    return timestamps.rfc3339(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))
