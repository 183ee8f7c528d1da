"""Ten thousand rows of everything that is listed, and what the database does to list them."""

import json
from contextlib import contextmanager

from sqlalchemy import event, text

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.grants.grant import GrantTeam
from app.models.teams.membership import Role
from app.models.usage.request_log import Call, RequestLine
from app.models.values import clock
from app.models.webhooks.webhook import Webhook
from app.models.webhooks.webhook_delivery import WebhookDelivery
from tests.support import factories

FIRST, MANY = 1_000_000, 10_000  # beyond what any sequence has come to
NOW = 1_790_000_000
AHEAD = 4_000_000_000
DATES = ("starts_at", "ends_at", "next_starts_at", "next_ends_at", "moves_at")


def fill():
    """Add the rows; return Ana, her team and her app, which most of them are about."""
    ana = factories.make_user("ana@example.org")
    bo = factories.make_user("bo@example.org")
    team = factories.make_team(ana, slug="harbour-hall")
    app, _secret = factories.make_client(ana, name="Poster Board")
    grant = factories.make_grant(app, ana, team)
    shared = db.session.get(GrantTeam, (grant.id, team.id))
    joined = factories.join(team, bo, Role.VIEWER)
    line = AuditEvent(action="token.issued", actor_id=ana.id, client_id=app.id, team_id=team.id)
    line.subject_id = ana.id
    db.session.add(line)
    db.session.flush()
    state = f"CASE WHEN n % 10 = 0 THEN {NOW} END"
    multiply(
        bo,
        email="'person' || n || '@many.example'",
        email_key="'person' || n || '@many.example'",
        disabled_at=state,
        is_operator="n % 50 = 1",
    )
    multiply(team, slug="'team-' || n")
    multiply(joined, id="2 * n", user_id="n")
    multiply(joined, id="2 * n + 1", team_id="n", user_id=str(ana.id))
    multiply(
        app,
        client_id="'sd_app_' || n",
        status="CASE WHEN n % 3 = 0 THEN 'pending' ELSE 'live' END",
        reviewed_at=f"CASE WHEN n % 3 = 1 THEN {NOW} END",
        waiting_since=f"{NOW} + n",
        new_icon_name="CASE WHEN n % 30 = 1 THEN 'icon-' || n END",
    )
    multiply(grant, client_id="n", approved_at=f"{NOW} + n")
    multiply(shared, grant_id="n")
    starts = f"{AHEAD} + 3600 * CAST(n AS BIGINT)"
    places = {"uid": "n || ''", "slug": "'night-' || n", "change_seq": "n"}
    multiply(factories.make_event(team), **places, **dict.fromkeys(DATES, starts))
    multiply(line, at=f"{NOW} + n", grant_id="CASE WHEN n % 2 = 0 THEN n END")
    settle(ana, team, app)
    return ana, team, app


def fill_webhook(app):
    """Add the deliveries of a webhook of the app; return the webhook."""
    hook, _secret = Webhook.create(app, url="https://poster.example/hook", types=["ping"])
    ping = WebhookDelivery.ping(hook.id)
    multiply(ping, created_at=f"{NOW} + n")
    settle(hook)
    return hook


def fill_tickets(ana, team):
    """Add tickets of one event, all of them Ana's; return the event."""
    event = factories.make_event(team, "Summer night")
    ticket = factories.make_ticket(event, ana)
    multiply(ticket, code_digest="'code-' || n", change_seq="n")
    settle(event, ana, team)
    return event


def fill_request_log(app):
    """Add lines of the app's request log, a second apart, every hundredth a failure."""
    call = Call(app.id, "api.show_me", 200, 1, request_id="req_x")
    line = RequestLine(**call.as_line(clock.now()))
    db.session.add(line)
    db.session.flush()
    multiply(
        line,
        at=f"{clock.now() - MANY} + n - {FIRST}",
        request_id="'req_' || n",
        status="CASE WHEN n % 100 = 0 THEN 401 ELSE 200 END",
        error="CASE WHEN n % 100 = 0 THEN 'invalid_token' ELSE '' END",
    )
    settle(app)


def settle(*kept):
    """Commit, and load the rows that are kept."""
    db.session.commit()
    for row in kept:
        db.session.refresh(row)


def multiply(row, many=MANY, **different):
    """Add so many rows like ``row``; what is ``different`` in each is SQL about its number, n."""
    table = row.__table__
    names = [column.name for column in table.columns]
    own = {"id": "n"} if "id" in names else {}
    if "public_id" in names:
        own["public_id"] = f"'{row.public_id[:4]}' || n"
    values = own | different
    chosen = ", ".join(values.get(name, f'one."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    key = " AND ".join(
        f""""{column.name}" = '{getattr(row, column.name)}'""" for column in table.primary_key
    )
    insert = f'INSERT INTO "{table.name}" ({listed})'
    # The row is read once: else PostgreSQL may look for it in the whole table for each number.
    numbers = f"""WITH RECURSIVE numbers(n) AS
        (SELECT {FIRST} UNION ALL SELECT n + 1 FROM numbers WHERE n < {FIRST + many - 1}),
        one AS MATERIALIZED (SELECT * FROM "{table.name}" WHERE {key})"""
    if db.engine.dialect.name == "sqlite":
        statement = f"{insert} {numbers} SELECT {chosen} FROM one, numbers"
    else:
        db.session.execute(text("SET LOCAL statement_timeout = 0"))  # of a set-up, not of a page
        statement = f"{numbers} {insert} SELECT {chosen} FROM one, numbers"
    db.session.execute(text(statement.replace(":", "\\:")))
    # This table alone: in a database that many tests have used the catalogue takes too long.
    db.session.execute(text(f'ANALYZE "{table.name}"'))


@contextmanager
def watching():
    """Yield the list of (statement, parameters) that the database is asked meanwhile."""
    asked = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def find_faults(statement, parameters):
    """What makes the statement cost more than the page it reads: sorting, reading it all."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row[3] for row in plan if "TEMP B-TREE" in row[3]]
    return list(costly_nodes(read_plan(connection, statement, parameters)["Plan"]))


def read_plan(connection, statement, parameters):
    """How PostgreSQL runs the statement, which it does, and how long that takes."""
    asked = f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}"
    plan = connection.exec_driver_sql(asked, parameters).scalar()
    return (json.loads(plan) if isinstance(plan, str) else plan)[0]


def costly_nodes(node):
    """The parts of a plan of PostgreSQL's that touch more rows than a few pages hold."""
    touched = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    if touched > MANY // 20:
        yield f"{node['Node Type']} of {node.get('Relation Name')} touches {touched} rows"
    for part in node.get("Plans", ()):
        yield from costly_nodes(part)
