"""The demo's developer team: an app that the developer and a colleague work on."""

from app.demo import data
from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import Act
from app.models.clients.developer_teams.developer_team import DeveloperTeam


def test_colleagues_share_an_app_and_only_one_may_give_it_away(loaded):
    data.load(reader_port=6001)
    [team] = db.session.scalars(db.select(DeveloperTeam)).all()
    devi, cleo = (User.find_by_email(f"{name}@example.org") for name in ("dev", "cleo"))
    assert [member.user for member in DeveloperMembership.list_of(team)] == [devi, cleo]
    [app] = db.session.scalars(db.select(Client).where(Client.is_owned_by(team))).all()
    assert app.is_reviewed
    assert (app.may(cleo, Act.SECRETS), app.may(cleo, Act.DISPOSE)) == (True, False)
    assert app.may(devi, Act.DISPOSE)
