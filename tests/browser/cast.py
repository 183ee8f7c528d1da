"""The people, teams, events, apps and permissions that the pages are shown with."""

import json
import time
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from app.extensions import db
from app.mail import inbox
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.password_reset import PasswordReset
from app.models.audit import audit_trail
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client_transfer import ClientTransfer
from app.models.clients.host_proof import Fault, HostProof
from app.models.clients.registrations import client_document
from app.models.clients.registrations.client_document import ClientDocument
from app.models.credentials.devices import user_code
from app.models.credentials.devices.device_authorization import DeviceAuthorization
from app.models.grants.consent_receipt import ConsentReceipt
from app.models.grants.owner_request import OwnerRequest
from app.models.operators.operator_invitation import OperatorInvitation
from app.models.operators.team_handover import FormerOwners, TeamHandover, Terms
from app.models.teams.membership import Role
from app.models.teams.team_invitation import TeamInvitation
from tests.browser.booked import book_places
from tests.browser.developer_teams import make_developers
from tests.browser.failures import make_failures
from tests.browser.feed_links import make_feed_links
from tests.browser.followed import follow_calendars
from tests.browser.second_factors import make_factors
from tests.browser.series import make_series
from tests.browser.webhooks import make_webhooks
from tests.support.factories import (
    join,
    make_client,
    make_event,
    make_grant,
    make_team,
    make_user,
)
from tests.support.usage import make_week

HOUR = 3600  # seconds
DAY = 24 * HOUR
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"
LONG_NAME = "Society of Friends of the Municipal Orchestra and Choir"
LONG_TITLE = "An evening of songs from four centuries, sung by everyone who happens to come by"
LONG_URI = "https://calendar.neighbourhood.example/wp-admin/options-general.php?page=stagedoor"


def email_of(name: str) -> str:
    """The address that ``name`` signs in with."""
    return f"{name}@example.org"


def make_cast(home: Path, base_url: str) -> dict[str, str]:
    """Add everybody; return what addresses of pages are filled in with. The caller commits."""
    people = {
        name: make_user(email_of(name), name=full_name)
        for name, full_name in {
            "olivia": "Olivia Marin",
            "otto": "Otto Nunes",
            "vera": "Vera Conti",
            "nina": "Nina Okafor",
            "devi": "Devi Raman",
            "ada": "Ada Lind",
            "ugo": "Ugo Ferri",
            "mia": "Mia Sand",
        }.items()
    }
    people["ada"].is_operator, people["ugo"].verified_at = True, None
    teams, apps = make_teams(people), make_apps(people["devi"], base_url)
    keep_mail(home)
    make_failures(apps["Poster Board"])
    return {
        "unused_app": apps["Reader"].client_id,
        **{name.split()[0].lower(): app.client_id for name, app in apps.items()},
        **make_events(teams["harbour-hall"], people["nina"], people["vera"]),
        **follow_calendars(teams["harbour-hall"], people["olivia"]),
        **make_grants(people, teams, apps),
        **make_feed_links(people, teams, apps),
        **make_webhooks(apps["Poster Board"], teams["harbour-hall"], "spring-night"),
        **make_secrets(apps["Poster Board"], people["devi"]),
        **make_links(people, teams["harbour-hall"], apps["Reader"]),
        **make_factors(),
        "transfer": ClientTransfer.offer(
            apps["Poster Board"], email=email_of("otto"), by=people["devi"]
        ),
        **make_invitations(people, teams) | make_developers(people),
        **keep_order(people["ada"], apps, people["devi"]),
        **ask_owners(people["vera"], teams["harbour-hall"], apps["Street Map"]),
        "agent": make_agent(),
        **make_devices(apps),
        "back": f"{base_url}/docs",
    }


def make_agent():
    """A client that describes itself in a document; return its ID, the document's URL."""
    url = "https://agent.example/oauth/client.json"
    values = {
        "client_id": url,
        "client_name": "Poster Agent",
        "redirect_uris": ["https://agent.example/callback"],
        "policy_uri": "https://agent.example/privacy",
        "tos_uri": "https://agent.example/terms",
    }
    document = ClientDocument.read(url, values, fresh_for=DAY)
    return client_document.store(document.describe_new()).client_id


def make_teams(people):
    """Olivia owns three and views one; Otto owns one; Vera views one; Nina is in none."""
    teams = {
        slug: make_team(people[owner], name=name, slug=slug)
        for slug, name, owner in (
            ("harbour-hall", "Harbour Hall", "olivia"),
            ("night-owl", "Night Owl Collective", "otto"),
            ("back-room", "Back Room", "olivia"),
            ("orchestra", LONG_NAME, "vera"),
        )
    }
    join(teams["harbour-hall"], people["vera"], Role.VIEWER)
    join(teams["harbour-hall"], make_user(email_of("enzo"), name="Enzo Bruno"), Role.EDITOR)
    join(teams["night-owl"], people["olivia"], Role.OWNER)
    join(teams["orchestra"], people["olivia"], Role.VIEWER)
    for name in ("Alte Feuerwache", "Blue Room", "Choir Hall", "Dance Hall", "East Hall", "Foyer"):
        make_team(people["mia"], name=name)
    join(teams["orchestra"], people["mia"], Role.VIEWER)
    # The one who only views: nothing to share with an app.
    join(teams["harbour-hall"], make_user(email_of("viggo"), name="Viggo Lund"), Role.VIEWER)
    return teams


def make_events(team, guest, waiting):
    """Every state of an event, and those that lists find hard."""
    make_event(team, start=datetime(2025, 10, 3, 21, 0), title="Last year's opening")
    make_event(team, "Rained off", status="cancelled", start=datetime(2027, 5, 1, 16, 0))
    make_event(team, "Moved to autumn", status="postponed")
    make_event(team, "Committee", visibility="private")
    make_event(team, "Only with the link", visibility="unlisted")
    days = datetime(2027, 6, 4)
    make_event(team, "Open days", start=days, end=days + timedelta(days=3), all_day=True)
    made = {
        "draft": make_event(team, "Not yet announced", status="draft"),
        "series": make_series(team),
        "cancelled": make_event(team, "Called off", status="cancelled"),
        "event": make_event(
            team,
            LONG_TITLE,
            summary="Bring your voice; the words are on the wall.",
            description_html="<p>Doors open at eight.</p><p>The bar stays open.</p>",
            venue_name="Harbour Hall",
            venue_address="Molo Vecchio 12",
            venue_city="Genoa",
            venue_country="IT",
            url="https://harbour.example.org/songs",
            online_url="https://video.example.org/songs",
            tags=("singing", "everyone welcome"),
        ),
    }
    return {name: event.slug for name, event in made.items()} | book_places(team, guest, waiting)


def make_apps(owner, base_url):
    """One app a state, all of Devi's but the last."""
    apps = {}
    for name, more in {
        "Poster Board": {
            "website": "https://poster.example.org",
            "description": "Puts your events on the neighbourhood's notice boards.",
            "scopes": "events:read events:write profile:read openid profile email offline_access",
            "redirect_uris": ("https://poster.example.org/callback", LONG_URI),
        },
        "Reader": {"redirect_uris": (f"{base_url}/docs",)},
        "Street Map": {"scopes": "events:read events:write profile:read tickets:read"},
        "Lobby Screen": {},
        "Ticket Box": {},
        "Pocket Guide": {"runs_on": "phone", "redirect_uris": ("http://127.0.0.1/callback",)},
        "Front Desk": {"profile": "eventtemple"},
        "Turned Away": {},
        "Tide Table": {"redirect_uris": ("https://tide.example.org/connected",)},
        "Yesterday": {},
        "Door Scanner": {"runs_on": "phone", "redirect_uris": ("http://127.0.0.1/callback",)},
        "Kiosk": {"profile": "kagibag", "redirect_uris": ("https://kiosk.example.org/connected",)},
    }.items():
        apps[name], _secret = make_client(owner, name=name, **more)
    for name in ("Poster Board", "Reader", "Front Desk", "Door Scanner"):
        apps[name].review()
    apps["Lobby Screen"].suspend("It asked organizers for their passwords.")
    apps["Turned Away"].refuse("Say on your website who you are, and for whom you made it.")
    apps["Ticket Box"].status = "pending"
    apps["Yesterday"].delete()
    HostProof.record(apps["Poster Board"], "poster.example.org", None)
    HostProof.record(apps["Poster Board"], "calendar.neighbourhood.example", Fault.MISSING)
    apps["Tide Table"].source, apps["Tide Table"].owner = "dcr", None  # it registered itself
    return apps


def make_grants(people, teams, apps):
    """What Olivia lets three apps do, one of them used just now, and one she took back."""
    olivia, now = people["olivia"], int(time.time())
    used = make_grant(apps["Poster Board"], olivia, teams["harbour-hall"])
    used.last_used_at, used.created_at = now - 2 * HOUR, now - 40 * DAY
    used.last_used_address, used.last_used_agent = "203.0.113.7", "PosterBoard/4.2 (sync)"
    for action, actor_id, at in (
        ("consent.approved", olivia.id, used.created_at),
        ("token.issued", None, used.created_at + 2),
    ):
        line = AuditEvent(action=action, actor_id=actor_id, at=at, client_id=used.client_id)
        line.grant_id, line.detail = used.id, json.dumps({"scopes": used.scopes})
        db.session.add(line)
    both = "events:read events:write"
    approved = make_grant(apps["Street Map"], olivia, teams["night-owl"], scopes=both)
    keep_receipt(approved)
    make_grant(apps["Street Map"], olivia, scopes="profile:read")
    make_grant(apps["Poster Board"], people["otto"], teams["night-owl"]).last_used_at = now - DAY
    ended = make_grant(apps["Poster Board"], olivia, teams["back-room"])
    ended.revoke()
    orphaned = make_grant(apps["Street Map"], people["otto"], teams["harbour-hall"], scopes=both)
    orphaned.last_used_at = now - DAY
    orphaned.lose(teams["harbour-hall"])
    failed_call = str(make_week(used))
    return {
        "grant": used.public_id,
        "ended_grant": ended.public_id,
        "approved_grant": approved.public_id,
        "orphaned_grant": orphaned.public_id,
        "failed_call": failed_call,
    }


def keep_receipt(grant):
    """What the consent page of this grant showed."""
    shown = {
        "title": "Street Map wants to see Night Owl Collective's events",
        "language": "en",
        "address": grant.client.registered_uris()[0],
        "warnings": [{"title": "No operator has reviewed this app", "icon": "triangle-alert"}],
        "allows": [{"title": "See this team's events", "text": "Titles, times and places"}],
        "cannot": "It cannot see anything about you",
    }
    ConsentReceipt.write(grant, grant.user, frozenset(grant.scopes.split()), shown)


def ask_owners(member, team, app):
    """What a member waits for."""
    asked = OwnerRequest.ask(
        client=app,
        team=team,
        user=member,
        scopes="events:read events:write",
        redirect_uri=app.registered_uris()[0],
        note="We could put the programme on the map at the tram stop.",
    )
    return {"owner_request": asked.public_id, "member": member.public_id}


def make_devices(apps):
    """Devices that wait: of a reviewed app nearby, and of another one far away."""

    def wait(app, network):
        codes = DeviceAuthorization.issue(app, scopes="events:read", network=network)
        return user_code.show(codes.user_code)

    scanner, near = apps["Door Scanner"], "127.0.0.1"
    return {
        "device": wait(scanner, near),
        "device_to_connect": wait(scanner, near),
        "device_to_deny": wait(scanner, near),
        "far_device": wait(apps["Street Map"], "203.0.113.7"),
    }


def make_secrets(app, owner):
    """A second secret of the app; the first one ends in a week and was used today."""
    app.rotate_secret(owner, overlap=7 * DAY)
    first = app.live_secrets[0]
    first.last_used_at = int(time.time()) - HOUR
    return {"secret": first.public_id}


def keep_order(operator, apps, developer):
    """What an operator did: asked about one app, approved another that changed, stopped Lars."""
    apps["Ticket Box"].ask("Whose site is app.example, and who answers there?")
    changed = apps["Street Map"]
    changed.review()
    changed.change(
        name="Street Map",
        redirect_uris=("https://maps.example.net/back",),
        website="https://map.example.org",
        description="",
    )
    lars = make_user(email_of("lars"), name="Lars Holm")
    lars.disable()
    reason = "Sent advertisements to everybody on every team."
    audit_trail.record("user.disabled", actor=operator, subject=lars, reason=reason)
    return {"person": developer.public_id, "locked_out": lars.public_id}


def make_links(people, team, app):
    """Links that are mailed, and browsers that Olivia forgot somewhere."""
    for agent in (FIREFOX, IPHONE):
        session, _key = BrowserSession.start(
            people["olivia"], address="2001:db8:7:1::/64", agent=agent
        )
        session.in_new_browser = agent == IPHONE
    details = {"role": Role.EDITOR, "by": people["olivia"]}
    TeamInvitation.issue(team, email=email_of("new"), **details)
    return {
        "invitation": TeamInvitation.issue(team, email=email_of("nina"), **details),
        "reset": PasswordReset.issue(people["otto"]),
        "first_reset": PasswordReset.issue(people["ugo"]),
        "confirmation": EmailConfirmation.issue(
            people["ugo"],
            email_of("ugo"),
            target=f"/oauth/authorize?client_id={app.client_id}&response_type=code",
        ),
    }


def make_invitations(people, teams):
    """Invitations of each kind, and one that has expired."""
    hall, olivia = teams["harbour-hall"], people["olivia"]

    def invite(name):
        return TeamInvitation.issue(hall, email=email_of(name), role=Role.OWNER, by=olivia)

    expired = invite("nobody")
    TeamInvitation.find(expired).expires_at = int(time.time()) - DAY
    terms = Terms(FormerOwners.DEMOTE, "Its owners have left the city and answer no mail.")
    return {
        "expired": expired,
        "for_unconfirmed": invite("ugo"),
        "handover": TeamHandover.offer(
            teams["back-room"], email=email_of("nina"), by=people["ada"], terms=terms
        ),
        "to_operate": OperatorInvitation.issue(email_of("nina"), by=people["ada"]),
        "any_team": teams["back-room"].public_id,
        "owner": people["otto"].public_id,
    }


def keep_mail(home):
    """One mail in the demo's inbox."""
    mail = EmailMessage()
    mail["Subject"], mail["To"] = "Choose a new password", email_of("otto")
    mail["Date"] = "Mon, 12 Oct 2026 18:30:00 +0000"
    mail.set_content("Hello Otto,\n\nfollow http://localhost/reset/an-example\n\nStagedoor")
    inbox.keep(mail, home)
