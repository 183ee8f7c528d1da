"""A running server with the whole cast on it, and a browser that shows its pages."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from app import create_app
from app.extensions import db
from tests.browser.cast import email_of, make_cast
from tests.browser.deeds import send
from tests.browser.pages import Shown
from tests.support.factories import PASSWORD
from tests.support.live_server import LiveServer, find_free_port
from tests.support.pages import PATIENCE, watch
from tests.support.settings import make_settings


@dataclass
class Stage:
    """One server, and one profile of the browser for each person, signed in once."""

    browser: Browser
    url: str
    words: dict[str, str]
    misdeeds: list[str] = field(default_factory=list)
    _profiles: dict[tuple, BrowserContext] = field(default_factory=dict)

    @contextmanager
    def showing(self, shown: Shown, *, javascript: bool = True):
        """Yield the page in its state, and the status it was answered with."""
        page = self.profile(shown.who, javascript).new_page()
        statuses = []
        page.on("response", lambda answer: statuses.append(answer) if is_main(answer) else None)
        page.goto(self.url + shown.path.format(**self.words))
        if shown.deed is not None:
            shown.deed(page)
        try:
            yield page, statuses[-1].status
        finally:
            page.close()

    def profile(self, who: str | None, javascript: bool = True) -> BrowserContext:
        """The profile in which ``who`` is signed in."""
        key = (who, javascript)
        if key not in self._profiles:
            self._profiles[key] = self.open_profile(who, javascript)
        return self._profiles[key]

    def open_profile(self, who: str | None, javascript: bool) -> BrowserContext:
        """A fresh profile; motion is reduced so that no colour is measured on its way."""
        context = self.browser.new_context(
            base_url=self.url, java_script_enabled=javascript, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        watch(context, self.misdeeds)
        if who is not None:
            page = context.new_page()
            sign_in(page, who)
            page.close()
        return context

    def close(self) -> None:
        """End every profile."""
        for context in self._profiles.values():
            context.close()


@contextmanager
def set_stage(browser: Browser, migrated_file: Path, home: Path):
    """Yield a Stage on a copy of the migrated database, with its server running."""
    database = home / "stagedoor.db"
    database.write_bytes(migrated_file.read_bytes())
    settings = {"database_url": f"sqlite:///{database}", "stagedoor_home": home}
    port = find_free_port()
    app = create_app(make_settings(**settings))
    with app.app_context():
        words = make_cast(home, f"http://127.0.0.1:{port}")
        db.session.commit()
        db.engine.dispose()
    server = LiveServer(home / "server.log", workers=1, port=port, mail_inbox=True, **settings)
    stage = Stage(browser, server.url, words)
    try:
        server.wait_until_ready()
        yield stage
    finally:
        stage.close()
        server.stop()


def sign_in(page: Page, who: str) -> None:
    """Sign ``who`` in through the form."""
    page.goto("/login")
    page.get_by_label("E-mail").fill(email_of(who))
    page.get_by_label("Password").fill(PASSWORD)
    send(page, "Sign in")


def is_main(answer) -> bool:
    """Whether this answered the page itself, not a file of it."""
    return answer.request.is_navigation_request()
