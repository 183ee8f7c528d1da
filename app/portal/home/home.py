"""The front page: an introduction for visitors, the user's teams and apps once signed in."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.models.clients import client_search
from app.models.event_queries import member_event_lists
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.portal.blueprint import bp, public
from app.portal.clients.client_presenter import BADGES
from app.portal.docs import reader
from app.portal.docs import samples as docs_samples
from app.portal.events import event_presenter
from app.portal.home import ahead, failures, waiting
from app.portal.teams.team_forms import role_label
from app.web.signed_in import current_person

MOST = 5  # teams and apps; the lists have all


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """The front page of a user or of a visitor."""
    return show_own() if current_user.is_authenticated else show_to_visitor()


def show_own() -> str:
    """What waits, failed and happens next; the user's teams with their next events; their apps."""
    memberships = Membership.list_with_teams(current_person())
    apps = client_search.list_owned(current_person())
    following = [_next_event(membership.team) for membership in memberships[:MOST]]
    return render_template(
        "portal/home/own.html",
        waiting=waiting.lines(current_person(), memberships, apps),
        failures=failures.lines(memberships, apps),
        ahead=ahead.lines(current_person(), apps),
        teams=list(zip(memberships, following, strict=False)),
        team_count=len(memberships),
        apps=apps[:MOST],
        app_count=len(apps),
        badges=BADGES,
        role_label=role_label,
    )


def _next_event(team: Team) -> dict[str, object] | None:
    """The team's next event as a row; None when nothing is ahead."""
    events = member_event_lists.list_next(team, 1)
    return event_presenter.in_list(events[0]) if events else None


def show_to_visitor() -> str:
    """An introduction, with the requests that an app sends."""
    names = ("credentials.txt", "authorize.txt", "events.sh")
    samples = {name: docs_samples.fill_in(name, reader.ANONYMOUS) for name in names}
    return render_template("portal/home/home.html", samples=samples)
