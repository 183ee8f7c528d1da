"""The tour: the main flow over HTTP, with a developer, an organizer and an app."""

import time
from urllib.parse import parse_qsl, urlsplit

import click

from app.demo import tour_device
from app.demo.accounts import PASSWORD
from app.demo.browser import Browser
from app.demo.page import Page, UnexpectedAnswerError
from app.demo.tour_app import TourApp
from app.demo.tour_device import TourDevice

APP_NAME = "Tour Calendar"
TEAM = "harbour-hall"


class Narrator:
    """Prints each step with the time since the previous one."""

    def __init__(self) -> None:
        """Start the clock."""
        self._began = self._last = time.monotonic()

    def tell(self, text: str) -> None:
        """Print a step that has just been completed."""
        now = time.monotonic()
        click.echo(f"  ✓ {now - self._last:4.2f} s  {text}")
        self._last = now

    def finish(self) -> None:
        """Print the total time."""
        click.echo(f"  Done in {time.monotonic() - self._began:.1f} s.")


def run(site: str, port: int, scanner_id: str) -> None:
    """Run the main flow and print its steps; raises UnexpectedAnswerError where it breaks."""
    click.echo("\nThe main flow, step by step:")
    developer, organizer, narrator = Browser(site), Browser(site), Narrator()
    app = register_app(developer, f"http://127.0.0.1:{port}/tour", narrator)
    try:
        connect(organizer, app, narrator)
        read_feed(app, narrator)
        end_connection(organizer, app, narrator)
        connect_scanner(organizer, TourDevice(site, scanner_id), narrator)
    finally:
        delete_app(developer, app)
    narrator.tell("The developer deletes the app; its ID is never reused")
    narrator.finish()


def register_app(developer: Browser, redirect_uri: str, narrator: Narrator) -> TourApp:
    """As the developer: sign in and register an app."""
    sign_in(developer, "dev@example.org")
    narrator.tell("dev@example.org signs in")
    form = developer.open("/developer/apps/new")
    shown = developer.submit(form, "Create", name=APP_NAME, redirect_uris=redirect_uri)
    client_id = urlsplit(shown.url).path.split("/")[3]
    secret = Page(shown.text).text_after("Client secret", beginning="sd_sec_")
    narrator.tell(f"registers {APP_NAME}: {client_id[:12]}…, secret {secret[:11]}… (shown once)")
    return TourApp(developer.site, client_id, secret, redirect_uri)


def connect(organizer: Browser, app: TourApp, narrator: Narrator) -> None:
    """As the organizer: read the consent page and authorize the app."""
    sign_in(organizer, "olivia@example.org")
    narrator.tell("olivia@example.org signs in")
    address, state, verifier = app.authorization_request()
    consent = organizer.open(address)
    page = Page(consent.text)
    narrator.tell(f"is asked: “{page.heading}”: {scopes_on(page)}")
    answer = organizer.submit(consent, "Authorize", expect=302, team=TEAM)
    sent = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    if sent.get("state") != state or sent.get("iss") != organizer.site or "code" not in sent:
        raise UnexpectedAnswerError(f"the app was sent {sorted(sent)} instead of a code")
    narrator.tell("authorizes it for Harbour Hall, and goes back to the app with a code")
    app.get_tokens(
        grant_type="authorization_code",
        code=sent["code"],
        redirect_uri=app.redirect_uri,
        code_verifier=verifier,
    )
    narrator.tell(f"The app exchanges it for a token, valid for {app.tokens['expires_in']} s")


def scopes_on(page: Page) -> str:
    """Return what the app will be able to do according to the consent page."""
    head = f"{APP_NAME} will be able to"
    if head not in page.texts:
        raise UnexpectedAnswerError(f"“{page.heading}” does not say what the app may do")
    return page.texts[page.texts.index(head) + 1]


def read_feed(app: TourApp, narrator: Narrator) -> None:
    """As the app: read the feed, read it again with the ETag, and refresh the tokens."""
    feed = app.read_events(TEAM)
    events = feed.json()["data"]
    narrator.tell(f"reads the feed: {len(events)} events to come, first “{events[0]['title']}”")
    app.read_events(TEAM, expect=304, etag=feed.headers["ETag"])
    narrator.tell("asks again with the ETag: 304, nothing has changed")
    app.get_tokens(grant_type="refresh_token", refresh_token=app.tokens["refresh_token"])
    app.read_events(TEAM)
    narrator.tell("refreshes: a new pair of tokens replaces the old one")


def end_connection(organizer: Browser, app: TourApp, narrator: Narrator) -> None:
    """As the organizer: revoke the app's access, which ends at its next call."""
    connected = organizer.open("/account/apps")
    organizer.submit(connected, "Revoke")  # the newest app comes first
    narrator.tell("olivia@example.org revokes it under Connected apps")
    app.read_events(TEAM, expect=401)
    narrator.tell("The app's next call is answered 401")


def connect_scanner(organizer: Browser, device: TourDevice, narrator: Narrator) -> None:
    """As the organizer: connect the door scanner by its code, and end that again."""
    code = tour_device.connect(organizer, device, TEAM)
    narrator.tell(f"A door scanner shows {code}; typed at /device, it gets its tokens")
    organizer.submit(organizer.open("/account/apps"), "Revoke")


def delete_app(developer: Browser, app: TourApp) -> None:
    """As the developer: delete the app, so that apps do not accumulate."""
    page = developer.open(f"/developer/apps/{app.client_id}/delete")
    developer.submit(page, "Delete", typed=APP_NAME)


def sign_in(browser: Browser, email: str) -> None:
    """Sign in through the form."""
    answer = browser.submit(browser.open("/login"), "Sign in", email=email, password=PASSWORD)
    if urlsplit(answer.url).path == "/login":
        raise UnexpectedAnswerError(f"{email} could not sign in with the demo's password")
