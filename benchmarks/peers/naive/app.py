"""The routes: a feed, who the token is of, OAuth's endpoints, and a line that asks for consent."""

import os

from authlib.integrations.flask_oauth2 import current_token
from authlib.oauth2 import OAuth2Error
from flask import Flask, jsonify, render_template_string, request
from flask import session as cookie
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from benchmarks.peers.naive.models import Event, User, session
from benchmarks.peers.naive.oauth import configure, require_oauth, server

CONSENT = """<!doctype html><title>Authorize</title>
<p>{{ grant.client.client_name }} is requesting: <strong>{{ grant.request.payload.scope }}</strong>
<form method="post">Signed in as {{ user.name }}. <button name="confirm">Authorize</button></form>
"""

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = True
configure(app)


@app.teardown_appcontext
def close_session(_error: BaseException | None) -> None:
    """Return the connection."""
    session.remove()


@app.get("/events")
@require_oauth("events:read")
def list_events() -> object:
    """The first page of events."""
    limit = int(request.args.get("limit", 25))
    query = select(Event).options(joinedload(Event.team)).order_by(Event.start, Event.id)
    return jsonify(data=[represent(event) for event in session.scalars(query.limit(limit))])


def represent(event: Event) -> dict[str, object]:
    """An event as JSON."""
    columns = (
        "public_id uid slug title summary description_html status visibility timezone all_day"
        " sequence tags"
    )
    return {name: getattr(event, name) for name in columns.split()} | {
        "team": {"slug": event.team.slug, "name": event.team.name},
        "start": event.start.isoformat(),
        "end": event.end.isoformat(),
        "venue": {
            "name": event.venue_name,
            "city": event.venue_city,
            "country": event.venue_country,
        },
        "created_at": event.created_at.isoformat(),
        "updated_at": event.updated_at.isoformat(),
    }


@app.get("/me")
@require_oauth("events:read")
def show_me() -> object:
    """Who the token is of."""
    user = current_token.user
    return jsonify(id=user.id, name=user.name, email=user.email)


@app.get("/oauth/authorize")
def ask_consent() -> object:
    """Ask the user who is signed in."""
    user = session.get_one(User, cookie["user_id"])
    try:
        grant = server.get_consent_grant(end_user=user)
    except OAuth2Error as error:
        return server.handle_error_response(request, error)
    return render_template_string(CONSENT, grant=grant, user=user)


@app.post("/oauth/token")
def issue_token() -> object:
    """The token endpoint."""
    return server.create_token_response()


@app.post("/oauth/introspect")
def introspect_token() -> object:
    """The introspection endpoint."""
    return server.create_endpoint_response("introspection")


@app.post("/oauth/revoke")
def revoke_token() -> object:
    """The revocation endpoint."""
    return server.create_endpoint_response("revocation")
