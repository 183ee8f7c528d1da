"""Whether a credential works: the hot path, the models and the diagnosis give one answer.

The hot path is planned by index, also in a database that was never analyzed.
"""

from itertools import combinations, cycle, product

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.clients.client_status import Status
from app.models.clients.developer_teams.developer_role import DeveloperRole
from app.models.credentials import credential_diagnosis, live_token
from app.models.credentials.access_token import AccessToken
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.live_token import DeadToken, LiveToken
from app.models.credentials.refresh_token import RefreshToken
from app.models.feeds import live_feed
from app.models.flow_doctor.diagnosis import Reason
from app.models.grants.grant import Grant
from app.models.grants.grant_state import GrantStatus
from app.models.teams.membership import Membership, Role
from app.models.values import clock, secret
from tests.support import factories

PAST, NOW, FUTURE = -1, 0, 3600  # seconds from now

# The first choice of each is a credential that works.
CHOICES = {
    "client": (  # and whether its owner gave the grant
        (Status.LIVE, False),
        *((status, False) for status in Status if status != Status.LIVE),
        (Status.PENDING, True),
        (Status.SUSPENDED, True),
    ),
    "grant": (
        *((GrantStatus.ACTIVE, expires_in) for expires_in in (None, FUTURE, NOW, PAST)),
        *((status, FUTURE) for status in GrantStatus if status != GrantStatus.ACTIVE),
    ),
    "is_disabled": (False, True),
    "role": (Role.OWNER, Role.VIEWER, None),
    "token": ("works", "revoked", NOW, PAST),
    "family": ("works", None, "revoked", NOW, PAST),
}
DEFAULTS = {name: choices[0] for name, choices in CHOICES.items()}

OF_CLIENT = {
    Status.SUSPENDED: Reason.APP_SUSPENDED,
    Status.DELETED: Reason.APP_SUSPENDED,
    Status.PENDING: Reason.APP_PENDING,
    Status.REFUSED: Reason.APP_REFUSED,
}


def states():
    """Every state in which at most two things differ from a credential that works."""
    for first, second in combinations(CHOICES, 2):
        for one, other in product(CHOICES[first][1:], CHOICES[second][1:]):
            yield DEFAULTS | {first: one, second: other}
    yield from (DEFAULTS | {name: one} for name, choices in CHOICES.items() for one in choices)


def faults_of_grant(state) -> set[Reason]:
    """Why nothing may be issued under the grant in this state."""
    (client_status, is_owner), (grant_status, expires_in) = state["client"], state["grant"]
    faults = set()
    if client_status != Status.LIVE and not (client_status == Status.PENDING and is_owner):
        faults.add(OF_CLIENT[client_status])
    if grant_status != GrantStatus.ACTIVE or expires_in in {NOW, PAST}:
        faults.add(Reason.GRANT_ENDED)
    if state["is_disabled"]:
        faults.add(Reason.PERSON_DISABLED)
    return faults


def faults_of_token(state) -> set[Reason]:
    """Why an access token in this state does not work."""
    faults = faults_of_grant(state)
    if state["role"] is None:
        faults.add(Reason.MEMBER_LEFT)
    if state["token"] == "revoked":
        faults.add(Reason.TOKEN_REPLACED)
    if state["family"] == "revoked":
        faults.add(Reason.TOKEN_REVOKED)
    if {NOW, PAST} & {state["token"], state["family"]}:
        faults.add(Reason.TOKEN_EXPIRED)
    return faults


class Credentials:
    """An access token, a refresh token and a code under one grant, put into any state."""

    def __init__(self):
        """Issue them, committed."""
        self.user, self.other = factories.make_user(), factories.make_user()
        self.team = factories.make_team()
        self.membership = factories.join(self.team, self.user, Role.OWNER)
        self.client, _secret = factories.make_client()
        self.grant = factories.make_grant(self.client, self.user, self.team)
        self.access, self.refresh = factories.make_tokens(self.grant)
        self.token = AccessToken.find(self.access)
        self.refresh_token = RefreshToken.find(self.refresh)
        self.family = self.token.family
        code = factories.make_code(self.grant)
        self.code = AuthorizationCode.find(code, self.client)
        own, left = factories.make_developer_team(), factories.make_developer_team()
        factories.join_developers(own, self.user, DeveloperRole.VIEWER)
        factories.join_developers(left, self.user, DeveloperRole.DEVELOPER).end()
        # In turn, so that both kinds of owners meet all other states.
        self.own, self.foreign = cycle((self.user, own)), cycle((self.other, left))
        db.session.commit()

    def put_into(self, state) -> None:
        """Write the rows as ``state`` says."""
        now = clock.now()
        self.client.status, is_owner = state["client"]
        self.client.owner = next(self.own if is_owner else self.foreign)
        self.grant.status, expires_in = state["grant"]
        self.grant.expires_at = None if expires_in is None else now + expires_in
        self.user.disabled_at = now if state["is_disabled"] else None
        self.membership.role = state["role"] or Role.OWNER
        self.membership.ended_at = None if state["role"] else now
        self.token.family = self.family if state["family"] is not None else None
        for row, name in ((self.token, "token"), (self.family, "family")):
            row.revoked_at = now if state[name] == "revoked" else None
            row.expires_at = now + (state[name] if isinstance(state[name], int) else FUTURE)
        db.session.commit()

    @property
    def is_token_usable(self) -> bool:
        """What the models say of the access token."""
        token, member = self.token, Membership.find(self.team, self.user)
        is_live = token.revoked_at is None and token.expires_in > 0
        has_family = token.family is None or token.family.is_live
        return is_live and has_family and token.grant.is_usable and member is not None


@pytest.fixture
def credentials(app, clock):
    with app.app_context():
        yield Credentials()


@pytest.mark.both_databases
def test_hot_path_models_and_diagnosis_agree_in_every_state(credentials):
    for state in states():
        credentials.put_into(state)
        check_access_token(credentials, state)
        check_code_and_refresh_token(credentials, state)


def check_access_token(credentials, state) -> None:
    faults = faults_of_token(state)
    known = live_token.look_up(credentials.access)
    assert isinstance(known, DeadToken if faults else LiveToken), state
    assert credentials.is_token_usable == (not faults), state
    # Who leaves takes their grants along (invariant 4), so the count need not look for them.
    is_counted = not faults - {Reason.MEMBER_LEFT}
    assert AccessToken.count_live(credentials.grant) == int(is_counted), state
    if isinstance(known, DeadToken):
        diagnosis = credential_diagnosis.of_access_token(known)
        assert diagnosis.reason in faults, state
        assert diagnosis.facts.get("seconds", 0) >= 0, state


def check_code_and_refresh_token(credentials, state) -> None:
    faults = faults_of_grant(state)
    code, token, client = credentials.code, credentials.refresh_token, credentials.client
    assert credentials.grant.is_usable == code.is_usable == (not faults), state
    if faults:
        assert credential_diagnosis.of_code(code).reason in faults, state
    if state["family"] == "revoked":
        faults.add(Reason.FAMILY_ENDED)
    elif state["family"] in {NOW, PAST}:
        faults.add(Reason.REFRESH_EXPIRED)
    assert token.is_authorized == token.is_usable == (not faults), state
    if faults:
        assert credential_diagnosis.of_refresh_token(token, client).reason in faults, state


@pytest.mark.both_databases
def test_condition_for_live_grants_is_the_same_in_sql(credentials):
    for grant in CHOICES["grant"]:
        credentials.put_into(DEFAULTS | {"grant": grant})
        is_live = grant[0] == GrantStatus.ACTIVE and grant[1] in {None, FUTURE}
        found = db.session.scalars(select(Grant.id).where(Grant.is_live)).all()
        assert credentials.grant.is_live == bool(found) == is_live, grant


def test_text_that_is_no_token_is_unknown(credentials):
    assert live_token.look_up("x") is None
    assert live_token.look_up(credentials.refresh) is None
    assert live_token.look_up("sd_at_" + "a" * 47) is None
    assert live_token.find(secret.generate(secret.Kind.ACCESS_TOKEN)) is None


LOOK_UPS = {"token": live_token._FIND, "feed link": live_feed._FIND}


@pytest.fixture
def some_tokens(context):
    """A few rows in each table, of which the database has no statistics."""
    client, _secret = factories.make_client()
    for _ in range(3):
        grant = factories.make_grant(client, factories.make_user(), factories.make_team())
        factories.make_tokens(grant)
    db.session.commit()


@pytest.mark.parametrize("look_up", LOOK_UPS)
def test_sqlite_scans_no_table_for_a_look_up(some_tokens, look_up):
    explain = f"EXPLAIN QUERY PLAN {LOOK_UPS[look_up].sql}"
    plan = db.session.connection().exec_driver_sql(explain, {"digest": "0" * 64})
    steps = [row[3] for row in plan]
    assert [step for step in steps if step.startswith("SCAN")] == []
    assert len([step for step in steps if step.startswith("SEARCH")]) >= 7


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("look_up", LOOK_UPS)
def test_postgresql_scans_no_table_for_a_look_up(some_tokens, look_up):
    connection = db.session.connection()
    statement = LOOK_UPS[look_up].sql.replace(":digest", "$1")
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    # Of tables that were analyzed while they were empty it would read everything, and be right.
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    connection.exec_driver_sql(f"PREPARE look_up AS {statement}")
    plan = connection.exec_driver_sql("EXPLAIN EXECUTE look_up('0')").scalars().all()
    connection.exec_driver_sql("DEALLOCATE look_up")
    assert len(plan) > 7
    assert [step for step in plan if "Seq Scan" in step] == []
