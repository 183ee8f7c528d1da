"""Whatever happens to a team's events, a mirror built from the stream alone equals the list."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.extensions import db
from app.models.teams.team import Team
from tests.support.api import make_reader
from tests.support.event_history import ACTS, happen
from tests.support.factories import make_team
from tests.support.mirror import Mirror, listed

pytestmark = pytest.mark.both_databases

LOOKS = st.tuples(st.just("look"), st.integers(0, 1))
HISTORY = st.lists(st.one_of(*ACTS, LOOKS, LOOKS), max_size=25)


@pytest.fixture
def reader(app):
    with app.app_context():
        return make_reader(app, make_team(name="Harbour Hall", slug="harbour-hall"))


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORY, limit=st.integers(1, 3))
def test_mirror_equals_list(app, reader, history, limit):
    """Each example goes on where the last one ended, with two mirrors: an old one and a new."""
    mirrors = [app.extensions.setdefault("old mirror", Mirror(reader)), Mirror(reader, limit)]
    for kind, *what in history:
        if kind == "look":
            mirrors[what[0]].step()
            continue
        with app.app_context():
            happen(Team.find("harbour-hall"), kind, *what)
            db.session.commit()
    for mirror in mirrors:
        mirror.catch_up()
        assert mirror.events == listed(reader)
