"""The pages of the documentation, in order."""

from dataclasses import dataclass

from app.language.texts import lazy_gettext as _
from app.openapi.groups import GROUPS, Group


@dataclass(frozen=True)
class DocPage:
    """A page. ``path`` follows /docs/ and never changes, because others link to it."""

    path: str
    title: object
    template: str
    language: str = ""  # of a quick start: the name of its sample
    group: str = ""  # of the reference

    @property
    def is_listed(self) -> bool:
        """Whether the navigation lists it; of the quick starts, only the first."""
        return self.path == "" or not self.language

    @property
    def listed_as(self) -> "DocPage":
        """The page to mark in the navigation: for an operation, that of its group."""
        if not self.is_listed:
            return PAGES[""]
        return PAGES.get(f"api/{self.group}", self) if self.group else self


def _page(path: str, title: object, language: str = "") -> DocPage:
    file = "quick_start" if language else path.replace("-", "_")
    return DocPage(path, title, f"portal/docs/{file}.html", language)


def _group_page(group: Group) -> DocPage:
    return DocPage(f"api/{group.name}", group.title, "portal/docs/api_group.html", "", group.name)


def operation_page(path: str, title: object, group: str) -> DocPage:
    """The page of an operation; the navigation lists only that of its group."""
    return DocPage(path, title, "portal/docs/operation.html", group=group)


QUICK_STARTS = (
    _page("", _("Quick start"), "quick_start.sh"),
    _page("quick-start/python", _("Quick start in Python"), "quick_start.py"),
    _page("quick-start/javascript", _("Quick start in JavaScript"), "quick_start.mjs"),
    _page("quick-start/php", _("Quick start in PHP"), "quick_start.php"),
)
LANGUAGES = dict(zip(("curl", "Python", "JavaScript", "PHP"), QUICK_STARTS, strict=True))
SECTIONS = (
    (_("Start"), QUICK_STARTS),
    (
        _("Guides"),
        (
            _page("guides/redirect-uris", _("Redirect URIs")),
            _page("guides/pkce", _("PKCE and state")),
            _page("guides/browser-apps", _("Apps in a browser")),
            _page("guides/refresh", _("Refresh tokens")),
            _page("guides/sign-in-with", _("Sign in with")),
            _page("guides/devices", _("Devices without a browser")),
            _page("guides/ending-access", _("Ending access")),
            _page("guides/developer-teams", _("Apps of several people")),
            _page("guides/personal-tokens", _("Scripts: personal tokens")),
            _page("guides/reading-events", _("Reading events")),
            _page("guides/webhooks", _("Webhooks")),
            _page("guides/sandbox", _("Sandbox and explorer")),
            _page("guides/feeds", _("Feeds")),
            _page("guides/writing-events", _("Writing events")),
            _page("guides/recurring-events", _("Recurring events")),
            _page("guides/rate-limits", _("Rate limits")),
            _page("guides/security", _("Security checklist")),
        ),
    ),
    (
        _("Standards"),
        (
            _page("standards/metadata", _("Server metadata")),
            _page("standards/registration", _("Self-registration")),
            _page("standards/client-documents", _("Client documents")),
            _page("standards/grants", _("Grant management")),
            _page("standards/pushed-requests", _("Pushed requests")),
            _page("standards/resources", _("Tokens for one resource")),
            _page("standards/dpop", _("Tokens bound to a key")),
            _page("standards/client-keys", _("Keys instead of a secret")),
        ),
    ),
    (
        _("Reference"),
        (
            _page("scopes", _("Scopes")),
            _page("errors", _("Errors")),
            _page("connect-buttons", _("Connect buttons")),
        ),
    ),
    (_("API"), (_page("api", _("Endpoints")), *map(_group_page, GROUPS))),
    (
        _("Moving here"),
        (
            _page("moving", _("From another platform")),
            _page("moving/kagibag", _("Kagibag")),
            _page("moving/gancio", _("Gancio and WordPress")),
            _page("moving/eventpop", _("Eventpop")),
            _page("moving/event-temple", _("Event Temple")),
            _page("moving/kanka", _("Kanka and Passport")),
        ),
    ),
)
PAGES = {page.path: page for _caption, pages in SECTIONS for page in pages}


def neighbours(page: DocPage) -> tuple[DocPage | None, DocPage | None]:
    """The listed pages before and after ``page``."""
    listed = [page for page in PAGES.values() if page.is_listed]
    place = listed.index(page) if page.is_listed else 0
    before = listed[place - 1] if place else None
    return before, next(iter(listed[place + 1 : place + 2]), None)
