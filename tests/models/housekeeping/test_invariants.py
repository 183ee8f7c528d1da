"""Each broken rule is named with the number of rows that break it."""

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.housekeeping import invariants
from app.models.teams.membership import Membership
from tests.support.factories import make_client, make_event, make_grant, make_team, make_user

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]


@pytest.mark.parametrize(
    ("model", "values", "sentences"),
    [
        (
            Membership,
            {"ended_at": 1},
            [
                "1 team(s) have no owner.",
                "1 active grant(s) are by a user who does not own the team.",
            ],
        ),
        (Event, {"rendered": ""}, ["2 event(s) have no rendered JSON."]),
        (
            Event,
            {"change_seq": Event.change_seq + 99},
            ["2 event(s) are ahead of their team's change number."],
        ),
        (
            Event,
            {"was_shared": False},
            ["2 event(s) that apps see are missing in the stream."],
        ),
    ],
    ids=["owner", "rendered", "change number", "stream"],
)
def test_broken_rows_are_counted(model, values, sentences):
    ana = make_user()
    team = make_team(ana)
    make_grant(make_client()[0], ana, team)
    make_event(team)
    make_event(team, "Second night")
    db.session.commit()
    assert invariants.find_broken() == []
    db.session.execute(db.update(model).values(values))
    assert invariants.find_broken() == sentences
