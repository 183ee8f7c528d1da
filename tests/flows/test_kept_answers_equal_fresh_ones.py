"""Whatever happens to a team's events, an answer that is kept equals one that is made now."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.extensions import db
from app.models.teams.team import Team
from tests.support.api import EVENTS, make_reader
from tests.support.event_history import ACTS, happen
from tests.support.factories import make_team

WINDOW = "from=2027-03-01&to=2027-12-31"
URLS = (
    EVENTS,
    f"{EVENTS}?limit=1",
    f"{EVENTS}?limit=1&order=next",
    f"{EVENTS}?q=night",
    f"{EVENTS}?{WINDOW}",
    f"{EVENTS}?expand=occurrences&{WINDOW}",
    f"{EVENTS}?include=next&limit=2",
    f"{EVENTS}.atom",
    f"{EVENTS}.rss",
    f"{EVENTS}.json?limit=1",
    f"{EVENTS}.ics",
    "/harbour-hall/events.atom",
    "/harbour-hall/events.ics",
)


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=st.lists(st.one_of(*ACTS), min_size=2, max_size=5))
def test_kept_answers_equal_fresh_ones(app, history):
    """Invariant 49. Each example goes on where the last one ended."""
    reader = app.extensions.get("the reader") or begin(app)
    for kind, *what in history:
        with app.app_context():
            happen(Team.find("harbour-hall"), kind, *what)
            db.session.commit()
        first, kept = ([read(reader, url) for url in URLS] for _ in range(2))
        assert kept == first
        for url, answer in zip(URLS, kept, strict=True):
            app.extensions.pop("api_answers", None)
            assert read(reader, url) == answer


def begin(app):
    with app.app_context():
        reader = make_reader(app, make_team(name="Harbour Hall", slug="harbour-hall"))
    app.extensions["the reader"] = reader
    return reader


def read(reader, url):
    """Status, body, and the headers that tell of the content."""
    answer = reader.get(url)
    told = ("ETag", "Link", "Last-Modified", "Content-Type")
    return answer.status_code, answer.data, *map(answer.headers.get, told)
