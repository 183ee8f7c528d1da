"""A running server with the whole cast on it, and a browser that shows its pages."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

from app.extensions import db
from app.factory import create_app
from tests.browser.cast import email_of, make_cast
from tests.browser.deeds import send
from tests.browser.pages import Shown
from tests.browser.second_factors import take_second_step
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
    recovery_codes: list[str] = field(default_factory=list)
    _pages: dict[tuple, Page] = field(default_factory=dict)

    @contextmanager
    def showing(self, shown: Shown, *, javascript: bool = True):
        """Yield the page in its state, and the status it was answered with."""
        page = self.page_of(shown.who, javascript)
        answers = []

        def note(answer):
            if answer.request.is_navigation_request():
                answers.append(answer)

        page.on("response", note)
        try:
            page.goto(shown.path.format(**self.words))
            if shown.deed is not None:
                shown.deed(page)
            yield page, answers[-1].status
        finally:
            page.remove_listener("response", note)

    def page_of(self, who: str | None, javascript: bool) -> Page:
        """The page in which ``who`` is signed in; a new one for each state takes far longer."""
        key = (who, javascript)
        if key not in self._pages:
            self._pages[key] = self.open_page(who, javascript)
        page = self._pages[key]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        return page

    def open_page(self, who: str | None, javascript: bool) -> Page:
        """A page in a fresh profile; without motion, so that no colour is measured on its way."""
        context = self.browser.new_context(
            base_url=self.url, java_script_enabled=javascript, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        watch(context, self.misdeeds)
        page = context.new_page()
        if who is not None:
            sign_in(page, who)
            take_second_step(page, self.recovery_codes)
        return page

    def close(self) -> None:
        """End every profile."""
        for page in self._pages.values():
            page.context.close()


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
    stage = Stage(browser, server.url, words, recovery_codes=words["recovery_codes"].split())
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
