"""A command that is refused says why in one line."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.teams.team import Team
from tests.support.factories import PASSWORD


@pytest.mark.parametrize(
    "words",
    [
        ("user", "create", "--email", "ana@example.org", "--name", "A", "--password", PASSWORD),
        ("user", "create", "--email", "nonsense", "--name", "A", "--password", PASSWORD),
        ("user", "create", "--email", "b@example.org", "--name", "A", "--password", "short"),
        ("user", "promote", "nonsense"),
        ("team", "create", "--name", "X", "--owner", "nonsense"),
        ("team", "create", "--name", "X", "--owner", "ana@example.org", "--slug", "api"),
        ("team", "create", "--name", "X\nY", "--owner", "ana@example.org"),
        ("team", "create", "--name", "X", "--owner", "ana@example.org", "--timezone", "Mars"),
        ("client", "suspend", "sd_app_unknown", "--reason", "x"),
    ],
    ids="_".join,
)
def test_what_cannot_be_ends_in_one_line_and_changes_nothing(app, run, hall, words):
    result = run(*words)

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "Traceback" not in result.output
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(User.id))) == 1
        assert db.session.scalar(db.select(db.func.count(Team.id))) == 1
