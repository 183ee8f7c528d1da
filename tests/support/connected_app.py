"""An organizer with one app let in, for tests of what they see of it."""

from app.extensions import db
from tests.support import factories


class World:
    """An organizer with a team and one app let in; what tests need to know of them."""

    def __init__(self, app, email="olivia@example.org", **client):
        """Make it and commit."""
        with app.app_context():
            user = factories.make_user(email, name="Olivia Bruun")
            team = factories.make_team(user, name=f"Harbour Hall of {user.name}")
            maker = factories.make_user(name="Studio Halden")
            row, _secret = factories.make_client(maker, **{"name": "Poster Board", **client})
            grant = factories.make_grant(row, user, team, scopes="events:read events:write")
            self.token, _refresh = factories.make_tokens(grant)
            db.session.commit()
            self.email, self.grant_id, self.slug = email, grant.public_id, team.slug
