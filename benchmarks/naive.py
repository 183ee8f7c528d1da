"""The usual way to write such a feed: Flask, Authlib and ORM objects turned into JSON."""

import hashlib
import os
import time

from authlib.integrations.flask_oauth2 import ResourceProtector, current_token
from authlib.oauth2.rfc6750 import BearerTokenValidator
from flask import Flask, jsonify, request
from sqlalchemy import create_engine, select
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session, scoped_session, sessionmaker

app = Flask(__name__)
engine = create_engine(os.environ["DATABASE_URL"])
Base = automap_base()
Base.prepare(autoload_with=engine)
tables = Base.classes
session: scoped_session[Session] = scoped_session(sessionmaker(engine))
app.teardown_appcontext(lambda _error: session.remove())


class Validator(BearerTokenValidator):  # type: ignore[misc]
    """Loads the token, its grant, client and person as objects."""

    def authenticate_token(self, token_string: str) -> object:
        """The token's object, or None."""
        digest = hashlib.sha256(token_string.encode()).hexdigest()
        return session.scalar(select(tables.access_token).filter_by(digest=digest))

    def validate_token(self, token: object, scopes: object, request: object) -> None:
        """Check what a careful author checks."""
        grant = session.get(tables.grant, token.grant_id)
        client = session.get(tables.client, grant.client_id)
        person = session.get(tables.user_account, grant.user_id)
        lives = token.revoked_at is None and token.expires_at > time.time()
        assert lives
        assert (grant.status, client.status) == ("active", "live")
        assert person.disabled_at is None
        assert "events:read" in token.scopes.split()


require_oauth = ResourceProtector()
require_oauth.register_token_validator(Validator())


@app.get("/events")
@require_oauth("events:read")
def list_events() -> object:
    """The first page of the token's team."""
    link = select(tables.team).join(tables.membership).filter_by(user_id=user_id())
    team = session.scalars(link).first()
    limit = int(request.args.get("limit", 50))
    found = select(tables.event).filter_by(team_id=team.id, deleted_at=None)
    rows = session.scalars(found.order_by(tables.event.starts_at, tables.event.id).limit(limit))
    return jsonify(data=[represent(row, team) for row in rows])


def user_id() -> int:
    """The number of the person who gave the token."""
    return session.get(tables.grant, current_token.grant_id).user_id


def represent(row: object, team: object) -> dict[str, object]:
    """An event as the API shows it, without what would have to be worked out."""
    names = "public_id id uid slug title summary status visibility all_day timezone sequence"
    event = {name: getattr(row, name) for name in names.split()}
    event["team"] = {"slug": team.slug, "name": team.name}
    event["start"], event["end"] = row.start_local.isoformat(), row.end_local.isoformat()
    event["venue"] = {"name": row.venue_name, "city": row.venue_city}
    event["description"] = {"html": row.description_html}
    return event
