"""Whatever happens to a team's events, an answer that is kept equals one that is made now."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.extensions import db
from app.models.teams.team import Team
from tests.support.api import EVENTS, make_reader
from tests.support.event_history import ACTS, happen
from tests.support.factories import make_team

pytestmark = pytest.mark.both_databases

WINDOW = "from=2026-01-01&to=2026-12-31"
URLS = (
    EVENTS,
    f"{EVENTS}?limit=1",
    f"{EVENTS}?q=night",
    f"{EVENTS}?expand=occurrences&{WINDOW}",
    f"{EVENTS}?include=next&limit=2",
    f"{EVENTS}.atom",
    f"{EVENTS}.json?limit=1",
    "/harbour-hall/events.rss",
)


@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=st.lists(st.one_of(*ACTS), min_size=2, max_size=6))
def test_kept_answers_equal_fresh_ones(app, history):
    """Each example goes on where the last one ended."""
    reader = app.extensions.get("the reader") or begin(app)
    for kind, *what in history:
        with app.app_context():
            happen(Team.find("harbour-hall"), kind, *what)
            db.session.commit()
        kept = read_all(reader)
        assert read_all(reader) == kept
        app.extensions.pop("api_answers")
        assert read_all(reader) == kept


def begin(app):
    with app.app_context():
        reader = make_reader(app, make_team(name="Harbour Hall", slug="harbour-hall"))
    app.extensions["the reader"] = reader
    return reader


def read_all(reader):
    """Status, body and the headers that tell of the content, of each address."""
    answers = [reader.get(url) for url in URLS]
    told = ("ETag", "Link", "Last-Modified", "Content-Type")
    return [(answer.status_code, answer.data, *map(answer.headers.get, told)) for answer in answers]
