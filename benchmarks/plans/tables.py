"""Tables that grow with traffic, filled by SQL. A tenth of most rows is due to be purged."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from app.models.credentials.access_token import AccessToken
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.refresh_token import RefreshToken
from app.models.credentials.token_family import TokenFamily
from app.models.credentials.used_proof import UsedProof
from app.models.credentials.user_authentication import UserAuthentication
from app.models.events.event import Event
from app.models.events.event_tombstone import EventTombstone
from app.models.grants.consent_decision import ConsentDecision
from app.models.grants.grant import Grant, GrantTeam
from app.models.teams.team import Team
from app.models.usage import request_log, usage
from app.models.usage.idempotency_key import IdempotencyKey
from app.models.usage.request_log import Call, RequestLine
from app.models.usage.usage import SUMS, UsageCounter, UsageHour
from app.models.values import clock
from app.models.webhooks.webhook import Webhook
from app.models.webhooks.webhook_delivery import WebhookDelivery
from benchmarks.installation.installation import EMAIL, SLUG, Installation
from benchmarks.progress import note
from tests.support import factories
from tests.support.long_lists import DATES, FIRST, multiply

DAY = 86_400
TEAMS, GRANTS = 1_000, 100_000  # among which the rows are spread
FAR_AHEAD = 4_000_000_000
_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = :name
   AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


@dataclass(frozen=True)
class Nouns:
    """Whom the lists are about."""

    user: User
    team: Team
    app: Client
    grant: Grant
    event: Event
    hook: Webhook


def fill(installation: Installation, rows: int) -> Nouns:
    """Add so many rows to the large tables, and a tenth to those that grow less."""
    user = User.find_by_email(EMAIL)
    team = Team.find(SLUG)
    app = Client.find(installation.client_id)
    grant = db.session.scalars(
        db.select(Grant).filter_by(client_id=app.id, user_id=user.id)
    ).first()
    hook, _secret = Webhook.create(app, url="https://poster.example/hook", types=["ping"])
    event = factories.make_event(team, "Summer night")
    nouns = Nouns(user, team, app, grant, event, hook)
    spread_grants(nouns)
    fill_tokens(nouns, rows)
    fill_sign_ins(nouns, rows // 10)
    fill_events(nouns, rows)
    fill_records(nouns, rows)
    fill_usage(nouns, rows)
    for each in vars(nouns).values():
        db.session.refresh(each)
        db.session.expunge(each)
    return nouns


def spread_grants(nouns: Nouns) -> None:
    """Users, teams and grants for the other rows to belong to."""
    user = factories.make_user("bo@example.org")
    mail = dict.fromkeys(("email", "email_key"), "'person' || n || '@many.example'")
    add_rows(user, GRANTS, **mail)
    add_rows(nouns.team, TEAMS, slug="'team-' || n")
    add_rows(nouns.grant, GRANTS, user_id="n")
    shared = db.session.get(GrantTeam, (nouns.grant.id, nouns.team.id))
    add_rows(shared, GRANTS, grant_id="n")


def fill_tokens(nouns: Nouns, rows: int) -> None:
    """Families of ten access and ten refresh tokens, each begun by a code."""
    code = AuthorizationCode.issue(
        nouns.grant, scopes="events:read", redirect_uri=factories.REDIRECT_URI
    )
    factories.make_tokens(nouns.grant)
    access, refresh, family, row = (
        db.session.scalars(db.select(noun).order_by(noun.id.desc())).first()
        for noun in (AccessToken, RefreshToken, TokenFamily, AuthorizationCode)
    )
    assert code
    assert row
    grant, of_ten = spread("n", GRANTS), f"{FIRST} + (n - {FIRST}) / 10"
    used = {"grant_id": grant, "expires_at": over_time(rows // 10, 90 * DAY)}
    add_rows(family, rows // 10, authentication_id="n", **used)
    ended = {"used_at": "1", "family_id": "n", "digest": "'code-' || n"}
    add_rows(row, rows // 10, **ended, **used)
    add_rows(refresh, rows, digest="'refresh-' || n", family_id=of_ten)
    access_of = {"family_id": of_ten, "grant_id": grant, "expires_at": over_time(rows, 2 * DAY)}
    add_rows(access, rows, digest="'access-' || n", **access_of)


def fill_sign_ins(nouns: Nouns, rows: int) -> None:
    """Browser sessions and what they led to."""
    now = clock.now()
    session, _key = BrowserSession.start(nouns.user)
    sign_in = UserAuthentication(
        user=nouns.user, session=session.public_id, proved_at=now, amr="pwd", claims="{}"
    )
    decision = ConsentDecision(digest="decision", user_id=nouns.user.id, approved=True)
    proof = UsedProof(digest="proof", expires_at=now)
    key = IdempotencyKey(grant_id=nouns.grant.id, digest="key", request_digest="request")
    key.status = 201
    db.session.add_all([session, sign_in, decision, proof, key])
    db.session.flush()
    user = spread("n", GRANTS)
    seen = over_time(rows, 40 * DAY, ends=now)
    times = {"created_at": seen, "last_seen_at": seen}
    add_rows(session, rows, key_digest="'session-' || n", user_id=user, **times)
    add_rows(sign_in, rows, session="'ses_' || n", user_id=user, created_at=seen)
    decided = over_time(rows, 2 * DAY, ends=now)
    add_rows(decision, rows, digest="'decision-' || n", user_id=user, decided_at=decided)
    add_rows(proof, rows, digest="'proof-' || n", expires_at=over_time(rows, 600, ends=now))
    add_rows(key, rows, digest="'key-' || n", created_at=over_time(rows, 2 * DAY, ends=now))


def fill_events(nouns: Nouns, rows: int) -> None:
    """Events, every tenth of one team; one in fifty deleted; their tombstones; tickets of one."""
    now = clock.now()
    team = f"CASE WHEN n % 10 = 0 THEN {nouns.team.id} ELSE {spread('n / 10', TEAMS)} END"
    rendered = "CASE WHEN n % 10 = 0 THEN one.rendered ELSE '{}' END"
    starts = f"{FAR_AHEAD} + 60 * CAST(n AS BIGINT)"
    ended = f"CASE WHEN n % 50 = 1 THEN {over_time(rows, 100 * DAY, ends=now)} END"
    names = {"uid": "'uid-' || n", "slug": "'night-' || n", "change_seq": "n - 500000"}
    places = {"team_id": team, "rendered": rendered, "deleted_at": ended, "was_shared": "true"}
    add_rows(nouns.event, rows, **names, **places, **dict.fromkeys(DATES, starts))
    nouns.team.change_seq = FIRST + rows
    gone = EventTombstone(event_id=nouns.event.id, audience="app", team_id=nouns.team.id)
    gone.left_at, gone.seen_json = now, "{}"
    db.session.add(gone)
    db.session.flush()
    left = over_time(rows // 10, 34 * DAY, ends=now)
    add_rows(gone, rows // 10, event_id="n", team_id=spread("n", TEAMS), left_at=left)
    ticket = factories.make_ticket(nouns.event, nouns.user)
    add_rows(ticket, rows // 5, code_digest="'code-' || n", change_seq="n")


def fill_records(nouns: Nouns, rows: int) -> None:
    """The request log, the audit trail and deliveries of webhooks."""
    now, team, app = clock.now(), nouns.team, nouns.app
    line = RequestLine(**Call(app.id, "api.show_me", 200, 1, team_id=team.id).as_line(now))
    act = AuditEvent(action="token.issued", actor_id=nouns.user.id, client_id=app.id)
    act.team_id, act.grant_id = team.id, nouns.grant.id
    ping = WebhookDelivery.ping(nouns.hook.id)
    db.session.add_all([line, act, ping])
    db.session.flush()
    moment = over_time(rows, request_log.LIFETIME * 10 // 9, ends=now)
    failed = {"status": "CASE WHEN n % 1000 = 0 THEN 401 ELSE 200 END"}
    failed["error"] = "CASE WHEN n % 1000 = 0 THEN 'invalid_token' ELSE '' END"
    add_rows(line, rows, at=moment, request_id="'req_' || n", **failed)
    add_rows(act, rows, at=moment)
    add_rows(ping, rows, created_at=moment, state="'delivered'")


def fill_usage(nouns: Nouns, rows: int) -> None:
    """Hours of usage, a tenth of them older than they are kept."""
    kind = {"client_id": nouns.app.id, "endpoint": "api.show_me", "status": 200}
    kind |= dict.fromkeys(SUMS, 1) | {"hour": clock.now() // usage.HOUR * usage.HOUR}
    counter = UsageCounter(grant_id=nouns.grant.id, team_id=nouns.team.id, **kind)
    hour = UsageHour(**kind)
    db.session.add_all([counter, hour])
    db.session.flush()
    hours = usage.LIFETIME // usage.HOUR * 10 // 9
    first = clock.now() // usage.HOUR - hours
    at = f"({first} + (n - {FIRST}) * CAST({hours} AS BIGINT) / {{}}) * {usage.HOUR}"
    add_rows(counter, rows, hour=at.format(rows), grant_id="n")
    one_in_many = "CASE WHEN n % 1000 = 0 THEN one.client_id ELSE n END"
    add_rows(hour, rows // 5, hour=at.format(rows // 5), client_id=one_in_many)


def over_time(rows: int, seconds: int, *, ends: int | None = None) -> str:
    """SQL of a time that grows with ``n``, over so many seconds.

    It ends then; or else a tenth of the rows have times in the past.
    """
    begins = clock.now() - seconds // 10 if ends is None else ends - seconds
    return f"{begins} + CAST((n - {FIRST}) * {seconds}.0 / {rows} AS INTEGER)"


def spread(number: str, many: int) -> str:
    """SQL of the id of one of the first rows that were added to a table."""
    return f"{FIRST} + ({number}) % {many}"


def add_rows(row: Any, rows: int, **different: str) -> None:
    """Add so many rows, and make the indexes afterwards, which takes a tenth of the time."""
    name = row.__table__.name
    note(f"{rows:,} rows of {name}")
    db.session.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
    # No foreign key is looked up for each row.
    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    indexes = db.session.execute(text(_INDEXES), {"name": name}).all()
    for index, _definition in indexes:
        db.session.execute(text(f'DROP INDEX "{index}"'))
    multiply(row, rows, **different)
    for _index, definition in indexes:
        db.session.execute(text(definition))
    db.session.commit()
