"""The next events of a team for a frame on another site: no script, and no cookie set or read."""

import re
from functools import partial
from typing import NamedTuple

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.models.accounts import languages
from app.models.event_queries import public_team
from app.models.teams.team import Team
from app.models.values import plain_text
from app.portal.blueprint import bp, public
from app.portal.events import public_list
from app.portal.events.other_sites import frame_colours
from app.web import headers, local_path
from app.web.caching import public_page, replica_reads
from app.web.language import locale
from app.web.public_url import public_url_for

SHOWN = 12  # events
MAX_TAG = 200  # characters
THEMES = ("auto", "light", "dark")
HEX = re.compile(r"[0-9a-fA-F]{6}")
YEAR = 365 * 86_400  # seconds
FRAME = Markup(
    '<iframe src="{}" title="{}" width="100%" height="600" loading="lazy" frameborder="0"></iframe>'
)


class Frame(NamedTuple):
    """What the site chose: theme, colour of links (hexadecimal, or ""), tag and language."""

    theme: str
    accent: str
    tag: str
    lang: str

    @classmethod
    def read(cls) -> "Frame":
        """The choices in the query of the request; 400 for a theme or colour that is none."""
        theme, accent = request.args.get("theme", "auto"), request.args.get("accent", "")
        if theme not in THEMES or (accent and not HEX.fullmatch(accent)):
            abort(400)
        tag = plain_text.squeeze(request.args.get("tag", ""), MAX_TAG)
        # Never the cookie of a visitor: frames neither set nor read any.
        lang = languages.match((request.args.get("lang", ""),)) or locale.accepted()
        return cls(theme, accent.lower(), tag, lang)


@bp.get("/<team:team_slug>/embed")
@public
def show_embed(team_slug: str) -> ResponseReturnValue:
    """The team's next events; a former slug redirects to the current one."""
    return replica_reads.read(partial(_answer, team_slug))


def _answer(team_slug: str) -> ResponseReturnValue:
    team = public_team.find(team_slug) or abort(404)
    if team.slug != team_slug:
        path = url_for("portal.show_embed", team_slug=team.slug)
        return redirect(local_path.with_query(path), 301)
    frame, changes_at = Frame.read(), public_team.changes_at(team)
    locale.show_in(frame.lang)
    key = (request.path, team.id, team.change_seq, team.name, frame, changes_at)
    body = public_page.find_or_keep(key, lambda: _render(team, frame).encode())
    response = Response(body, mimetype="text/html")
    return headers.admit_every_frame(public_page.tag(response, changes_at=changes_at))


@bp.get("/embed/<accent>.css")
@public
def show_embed_colours(accent: str) -> Response:
    """The colour of a frame's links, darker or lighter where it could not be read."""
    if not HEX.fullmatch(accent):
        abort(404)
    response = Response(frame_colours.stylesheet(accent), mimetype="text/css")
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def snippet(team: Team) -> str:
    """The HTML that shows the frame on another site."""
    return str(FRAME.format(public_url_for("portal.show_embed", team_slug=team.slug), team.name))


def _render(team: Team, frame: Frame) -> str:
    page = public_team.list_next(team, tag=frame.tag, limit=SHOWN)
    return render_template(
        "portal/events/public_embeds/show.html",
        team=team,
        frame=frame,
        groups=public_list.by_month(page.rows),
        page_url=url_for("portal.show_public_team", team_slug=team.slug),
    )
