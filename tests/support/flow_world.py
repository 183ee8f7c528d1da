"""Two apps of two developers, people, and what the flow doctor knows of the first app."""

from app.extensions import db
from app.models.clients.client import Client
from app.models.flow_doctor import flow_failure_buffer, flow_failure_search
from app.models.teams.membership import Role
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.people import sign_in

FEED = "/api/v1/organizer/events"


class World:
    """Two apps of two developers, people, a browser each, and a program that calls us."""

    def __init__(self, app, clock):
        """Make them; ``poster`` is the app whose doctor is asked."""
        self.app, self.clock = app, clock
        self.olivia = flow.make_organizer(app)
        with app.app_context():
            owner = factories.make_user("dev@example.org")
            rival = factories.make_user("rival@example.org")
            made = factories.make_client(
                owner, name="Poster Board", scopes="events:read events:write profile:read"
            )
            other = factories.make_client(rival, name="Rival")
            team = factories.make_team(slug="night-owl")
            factories.join(team, factories.make_user("vera@example.org"), Role.VIEWER)
            factories.make_user("nina@example.org")
            db.session.commit()
            self.poster = flow.App(made[0].client_id, made[1])
            self.rival = flow.App(other[0].client_id, other[1])
        self.machine = app.test_client()
        self.browser = self.browser_of(self.olivia)

    def browser_of(self, email):
        """A signed-in browser."""
        browser = self.app.test_client()
        sign_in(browser, email)
        return browser

    def ask(self, browser=None, **changes):
        """Open the authorization request of the app."""
        return (browser or self.browser).get(flow.authorize_path(self.poster, **changes))

    def code(self, app=None, **changes):
        """A code from the consent page."""
        return flow.obtain_code(self.browser, app or self.poster, prompt="consent", **changes)

    def exchange(self, code, **changes):
        """Exchange a code as the app."""
        return flow.exchange(self.machine, self.poster, code, **changes)

    def tokens(self):
        """A pair of tokens."""
        return self.exchange(self.code()).json

    def call(self, token, path=FEED, method="GET", **options):
        """Call the API."""
        headers = {"Authorization": f"Bearer {token}", **options.pop("headers", {})}
        return self.machine.open(path, method=method, headers=headers, **options)

    def grant(self, look):
        """Do something with the app's grant, in an app context."""
        with self.app.app_context():
            look(db.session.query(Client).filter_by(client_id=self.poster.id).one())
            db.session.commit()

    def failures(self, app=None):
        """What the app's doctor knows: (step, reason, facts, proven), oldest first."""
        with self.app.app_context():
            flow_failure_buffer.flush()
            client = Client.find((app or self.poster).id)
            rows = reversed(flow_failure_search.list_newest(client).rows)
            return [(row.step, row.reason, row.facts, row.proven) for row in rows]
