"""A credential that was reported as leaked ends, once, and its owners are named."""

import pytest

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.password_reset import PasswordReset
from app.models.accounts.second_factors.pending_sign_in import PendingSignIn
from app.models.clients.client import Client
from app.models.clients.client_transfer import ClientTransfer
from app.models.clients.developer_teams.developer_invitation import DeveloperInvitation
from app.models.clients.developer_teams.developer_role import DeveloperRole
from app.models.clients.registrations.registration_token import RegistrationToken
from app.models.credentials import live_token
from app.models.credentials.access_token import AccessToken
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.devices.device_authorization import DeviceAuthorization
from app.models.credentials.refresh_token import RefreshToken
from app.models.event_queries.event_filter import EventFilter
from app.models.feeds.feed_link import FeedLink
from app.models.housekeeping import invariants, leaked_credential
from app.models.operators.operator_invitation import OperatorInvitation
from app.models.operators.team_handover import TeamHandover, Terms
from app.models.teams.membership import Membership, Role
from app.models.teams.team_invitation import TeamInvitation
from app.models.tickets.ticket_invitation import TicketInvitation
from app.models.values import secret
from app.models.values.secret import Kind
from tests.support import audit, factories

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]


@pytest.fixture
def world():
    """An owner's team, and a developer's app with a grant for it."""
    owner, developer = factories.make_user(), factories.make_user()
    team = factories.make_team(owner)
    client, client_secret = factories.make_client(developer)
    grant = factories.make_grant(client, owner, team)
    return owner, developer, team, grant, client_secret


def make(kind, world):
    """A working credential of the kind, a function that says whether it works, its owners."""
    maker = make_for_app if kind in OF_APPS else make_for_person
    return maker(kind, *world)


OF_APPS = (
    Kind.CLIENT_SECRET,
    Kind.REGISTRATION_TOKEN,
    Kind.ACCESS_TOKEN,
    Kind.REFRESH_TOKEN,
    Kind.AUTHORIZATION_CODE,
    Kind.DEVICE_CODE,
)


def make_for_app(kind, owner, developer, _team, grant, client_secret):
    if kind is Kind.CLIENT_SECRET:
        client_id = grant.client_id
        works = lambda: bool(db.session.get(Client, client_id).live_secrets)  # noqa: E731
        return client_secret, works, [developer]
    if kind is Kind.REGISTRATION_TOKEN:
        token = RegistrationToken.issue(grant.client)
        return token, lambda: RegistrationToken.find(token) is not None, [developer]
    if kind is Kind.AUTHORIZATION_CODE:
        code = factories.make_code(grant)
        works = lambda: AuthorizationCode.find(code, grant.client).is_usable  # noqa: E731
        return code, works, [owner, developer]
    if kind is Kind.DEVICE_CODE:
        client = grant.client
        codes = DeviceAuthorization.issue(client, scopes="events:read", network="127.0.0.1")
        works = lambda: not DeviceAuthorization.find(codes.device_code, client).is_expired  # noqa: E731
        return codes.device_code, works, [developer]
    access, refresh = factories.make_tokens(grant)
    text = access if kind is Kind.ACCESS_TOKEN else refresh
    return text, lambda: RefreshToken.find(refresh).is_usable, [owner, developer]


def make_for_person(kind, owner, developer, team, grant, _secret):
    if kind is Kind.PERSONAL_TOKEN:
        _grant, text = factories.make_personal_token(owner, team)
        return text, lambda: live_token.find(text) is not None, [owner]
    if kind is Kind.FEED_KEY:
        member = Membership.find(team, owner)
        link, text = FeedLink.make(member, name="Wall", filters=EventFilter())
        return text, lambda: link.revoked_at is None, [owner]
    if kind is Kind.SESSION_KEY:
        _session, text = BrowserSession.start(owner)
        return text, lambda: BrowserSession.find(text) is not None, [owner]
    if kind is Kind.SIGN_IN_KEY:
        _row, text = PendingSignIn.begin(owner)
        return text, lambda: PendingSignIn.find(text) is not None, [owner]
    noun, text = make_link(kind, owner, developer, team, grant)
    owners = [developer] if kind is Kind.TRANSFER else [owner]
    return text, lambda: noun.find_open(text) is not None, owners


def make_link(kind, owner, developer, team, grant):
    new = "new@example.org"
    if kind is Kind.RESET_TOKEN:
        return PasswordReset, PasswordReset.issue(owner)
    if kind is Kind.EMAIL_LINK:
        return EmailConfirmation, EmailConfirmation.issue(owner, new)
    if kind is Kind.INVITATION:
        return TeamInvitation, TeamInvitation.issue(team, email=new, role=Role.EDITOR, by=owner)
    if kind is Kind.DEVELOPER_INVITATION:
        developers = factories.make_developer_team(owner)
        link = DeveloperInvitation.issue(developers, email=new, role=DeveloperRole.VIEWER, by=owner)
        return DeveloperInvitation, link
    owner.is_operator = True
    if kind is Kind.OPERATOR_INVITATION:
        return OperatorInvitation, OperatorInvitation.issue(new, by=owner)
    if kind is Kind.HANDOVER:
        return TeamHandover, TeamHandover.offer(team, email=new, by=owner, terms=Terms())
    if kind is Kind.TICKET_INVITATION:
        ticket = factories.make_ticket(factories.make_event(team), owner)
        return TicketInvitation, TicketInvitation.offer(ticket, email=new, by=owner)
    return ClientTransfer, ClientTransfer.offer(grant.client, email=new, by=developer)


def test_each_kind_ends_or_says_why_not():
    ended, kept = leaked_credential.ENDERS.keys(), leaked_credential.KEPT.keys()
    assert ended | kept == set(Kind), "Add the new kind to ENDERS, or to KEPT with the reason."
    assert not ended & kept


@pytest.mark.parametrize("kind", leaked_credential.ENDERS, ids=lambda kind: kind.name)
def test_reported_credential_ends_once_and_its_owners_are_named(kind, world):
    text, works, owners = make(kind, world)
    db.session.commit()
    assert works()
    assert kind_of_found(f"see https://example.org/x?key={text}&y=1") == [kind]

    leak = leaked_credential.end(text)
    db.session.commit()
    db.session.expire_all()

    assert not works()
    assert (leak.kind, list(leak.owners)) == (kind, owners)
    assert leaked_credential.end(text) is None
    [line] = [line for line in all_lines() if line.action == "credential.leaked"]
    assert kind.name.lower() in line.detail
    assert text not in line.detail
    assert invariants.find_broken() == []


def kind_of_found(text):
    return [secret.kind_of(found) for found in leaked_credential.find_all([text])]


def all_lines():
    return db.session.scalars(db.select(audit.AuditEvent)).all()


def test_access_token_takes_its_family_along_and_other_families_stay(world):
    *_people, grant, _secret = world
    access, refresh = factories.make_tokens(grant)
    other_access, other_refresh = factories.make_tokens(grant)
    leaked_credential.end(access)
    db.session.commit()
    assert not RefreshToken.find(refresh).is_usable
    assert RefreshToken.find(other_refresh).is_usable
    assert AccessToken.find(other_access).revoked_at is None


@pytest.mark.parametrize("kind", leaked_credential.ENDERS, ids=lambda kind: kind.name)
def test_unknown_and_damaged_credentials_end_nothing(kind, world):
    text, works, _owners = make(kind, world)
    db.session.commit()
    assert leaked_credential.end(secret.generate(kind)) is None
    damaged = text[:-1] + ("a" if text[-1] != "a" else "b")
    assert leaked_credential.end(damaged) is None
    assert leaked_credential.find_all([damaged, text[:-1], kind, ""]) == []
    assert works()


def test_a_report_looks_up_a_limited_number_of_credentials():
    texts = [secret.generate(Kind.ACCESS_TOKEN) for _number in range(150)]
    assert leaked_credential.find_all([" ".join(texts)]) == texts[:100]
    assert leaked_credential.find_all([texts[0], texts[0].upper()]) == [texts[0]]
