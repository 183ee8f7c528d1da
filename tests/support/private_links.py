"""Private feed links, as whoever made them knows them."""

from dataclasses import dataclass

from app.models.clients.client import Client
from app.models.event_queries.event_filter import EventFilter
from app.models.events.event_audience import Audience
from app.models.feeds.feed_link import FeedLink
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from tests.support import factories


@dataclass(frozen=True)
class Link:
    """A link as whoever made it knows it."""

    id: str
    key: str

    def path(self, ending: str = "ics") -> str:
        """Where it is fetched."""
        return f"/feeds/{self.key}/events.{ending}"


def make_link(
    team: Team, user=None, *, client: Client | None = None, name: str = "Website", **more
) -> Link:
    """A link that ``user``, else the team's first owner, or an app of theirs makes."""
    user = user or Membership.list_of(team)[0].user
    wanted = EventFilter(tag=more.pop("tag", None), status=more.pop("status", None))
    grant = factories.make_grant(client, user, team) if client else None
    link, key = FeedLink.make(
        Membership.find(team, user),
        name=name,
        filters=wanted,
        audience=more.pop("audience", Audience.APPS),
        grant=grant,
        **more,
    )
    return Link(link.public_id, key)


def make_hall(slug: str) -> tuple[Team, Client]:
    """A team with two owners and an event, and an app."""
    team = factories.make_team(name="Harbour Hall", slug=slug)
    factories.join(team, factories.make_user(), Role.OWNER)
    factories.make_event(team)
    client, _secret = factories.make_client(name="Poster Board")
    return team, client
