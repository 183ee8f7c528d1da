"""The check names what is wrong with the rows."""

from app.extensions import db
from app.models.accounts.password_reset import PasswordReset
from app.models.events.event import Event
from app.models.teams.team import Team
from tests.support.factories import make_event, make_user


def test_check_is_content_with_sound_rows_and_names_broken_ones(app, run, hall):
    assert run("check").exit_code == 0
    with app.app_context():
        make_event(Team.find("harbour-hall"))
        db.session.execute(db.update(Event).values(rendered="", change_seq=99))
        db.session.execute(db.text("UPDATE membership SET ended_at = 1"))
        db.session.commit()

    result = run("check")

    assert result.exit_code == 1
    assert "1 team(s) have no owner." in result.output
    assert "1 event(s) have no rendered JSON." in result.output
    assert "1 event(s) are ahead of their team's change number." in result.output


def test_purge_counts_what_it_removed_or_says_that_there_was_nothing(app, run, clock):
    assert run("purge").output == "Nothing to remove.\n"
    with app.app_context():
        PasswordReset.issue(make_user())
        db.session.commit()
    clock.advance(90 * 86_400)
    assert run("purge").output.startswith("1 ")
    assert run("purge").output == "Nothing to remove.\n"
