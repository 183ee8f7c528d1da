"""The lists of a team's events: kinds, search, pages."""

from datetime import datetime, timedelta

from app.extensions import db
from app.models.recurrence.recurrence import Recurrence
from app.models.teams.team import Team
from tests.support.factories import make_event
from tests.support.hall import EVENTS, add


def test_lists_show_what_their_name_says(app, editor):
    add(app, "Long ago", start=datetime(2020, 1, 1, 20))
    weekly, over = Recurrence("FREQ=WEEKLY"), Recurrence("FREQ=WEEKLY;COUNT=4")
    add(app, "Weekly since long ago", start=datetime(2020, 1, 1, 20), recurrence=weekly)
    add(app, "Four weeks long ago", start=datetime(2020, 1, 1, 20), recurrence=over)
    add(app, "Far ahead", start=datetime(2090, 1, 1, 20))
    add(app, "Unfinished", start=datetime(2090, 1, 2, 20), status="draft")
    add(app, "Called off", start=datetime(2090, 1, 3, 20), status="cancelled")
    titles = (
        "Long ago",
        "Four weeks long ago",
        "Weekly since",
        "Far ahead",
        "Unfinished",
        "Called off",
    )

    def shown(query):
        page = editor.get(f"{EVENTS}{query}").text
        return [title for title in titles if f">{title}" in page]

    assert shown("") == ["Weekly since", "Far ahead", "Unfinished", "Called off"]
    assert shown("?shown=past") == ["Long ago", "Four weeks long ago"]
    assert shown("?shown=drafts") == ["Unfinished"]
    assert shown("?shown=cancelled") == ["Called off"]
    assert shown("?shown=all&q=FAR") == ["Far ahead"]
    assert shown("?q=%25") == []
    assert shown("?shown=nonsense&after=x.y") == shown("")


def test_long_list_goes_on_page_after_page(app, editor):
    with app.app_context():
        team = Team.find("harbour-hall")
        for number in range(120):
            # Pairs at one instant: a page's end between them must not lose one.
            make_event(
                team, f"Night {number:03}", start=datetime(2090, 1, 1) + timedelta(days=number // 2)
            )
        db.session.commit()

    seen, path = [], EVENTS
    while path:
        page = editor.get(path).text
        seen += [title for title in (f"Night {n:03}" for n in range(120)) if f">{title}<" in page]
        following = page.partition('rel="next" href="')[2].partition('"')[0]
        path = following.replace("&amp;", "&")

    assert seen == [f"Night {n:03}" for n in range(120)]


def test_import_is_one_click_from_the_list(editor):
    assert f'href="{EVENTS}/import"' in editor.get(EVENTS).text
