"""The metadata of an app: one checked value for the portal's form and for REST."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from app.config import settings
from app.language.texts import gettext as _
from app.models.clients import redirect_uri
from app.models.clients.client_profile import PROFILES
from app.models.clients.redirect_host import InternationalHostError
from app.models.clients.redirect_uri import AnswerParameterError
from app.models.values import names, plain_text, scopes
from app.models.values.errors import ValidationError

RUNS_ON = ("server", "browser", "phone", "desktop")
UNNAMED = "Unnamed app"  # the name of one that registered without a name
MAX_NAME = 100  # characters
MAX_DESCRIPTION = 300
MAX_WEBSITE = 500

_LINK = re.compile(r"[^\s\\\"<>^`{|}]+")


@dataclass(frozen=True)
class ClientMetadata:
    """A client's metadata. ``scopes`` is its ceiling; when empty, the profile's is used."""

    name: str
    redirect_uris: tuple[str, ...]
    website: str = ""
    description: str = ""
    profile: str = "standard"
    runs_on: str = "server"
    scopes: frozenset[str] = frozenset()

    @property
    def confidential(self) -> bool:
        """Whether it can keep a secret: only on a server of its developer's own."""
        return self.runs_on == "server"

    def checked(
        self,
        *,
        kept: Collection[str] = (),
        kept_name: str | None = None,
        needs_address: bool = True,
    ) -> "ClientMetadata":
        """The same metadata, cleaned; raises ValidationError(field, …).

        Redirect URIs in ``kept``, and ``kept_name``, were registered before and are not checked
        again, as older ones may break newer rules. Grants that redirect no one need no address.
        """
        if self.profile not in PROFILES:
            raise ValidationError("profile", _("Choose one of the profiles."))
        if self.runs_on not in RUNS_ON:
            raise ValidationError("confidential", _("Choose where the app runs."))
        return replace(
            self,
            name=self.name if self.name == kept_name else check_name(self.name),
            redirect_uris=check_redirect_uris(self.redirect_uris, kept=kept)
            if self.redirect_uris or needs_address
            else (),
            website=check_website(self.website),
            description=check_description(self.description),
            scopes=check_scopes(self.scopes),
        )


def check_name(name: str) -> str:
    """Return the app's name; raises ValidationError("name", …)."""
    return names.check(name, max_length=MAX_NAME)


def check_redirect_uris(uris: tuple[str, ...], *, kept: Collection[str] = ()) -> tuple[str, ...]:
    """Return the addresses; raises ValidationError("redirect_uris", …), a line for each problem.

    It is an AnswerParameterError where one of them carries a parameter of our answers, and an
    InternationalHostError where a host is not written in ASCII.
    """
    if problems := find_bad_redirect_uris(uris, kept=kept):
        message = "\n".join(problems)
        errors = [_find_error(uri) for uri in uris if uri not in kept]
        for error in errors:
            if isinstance(error, (AnswerParameterError, InternationalHostError)):
                error.message = message
                raise error
        raise ValidationError("redirect_uris", message)
    return uris


def find_bad_redirect_uris(uris: tuple[str, ...], *, kept: Collection[str] = ()) -> list[str]:
    """Why ``uris`` may not be registered, one sentence for each problem; [] when they may."""
    if not uris:
        return [_("Give at least one address.")]
    if len(uris) > redirect_uri.MAX_PER_CLIENT:
        return [_("Give at most %(n)d addresses.", n=redirect_uri.MAX_PER_CLIENT)]
    reasons = [
        "" if uri in kept else _why_refused(uri, uris[:place]) for place, uri in enumerate(uris)
    ]
    return [
        _("Line %(n)d: %(why)s", n=number, why=why)
        for number, why in enumerate(reasons, start=1)
        if why
    ]


def check_website(website: str) -> str:
    """Return the website's address; https, or http on this computer."""
    link = website.strip()
    if not link:
        return ""
    try:
        parts = urlsplit(link)
        usable = parts.scheme == "https" or redirect_uri.is_loopback(link)
        usable = usable and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        usable = False
    usable = usable and link.isprintable() and _LINK.fullmatch(link) is not None
    if not usable or len(link) > MAX_WEBSITE:
        raise ValidationError("website", _("Give a full address that starts with https://."))
    return link


def check_description(description: str) -> str:
    """Return the sentence about the app, or "" for none."""
    if not description.strip():
        return ""
    return plain_text.one_line(description, field="description", max_length=MAX_DESCRIPTION)


def check_scopes(wanted: frozenset[str]) -> frozenset[str]:
    """Return the scopes; raises ValidationError("scopes", …) naming unknown ones."""
    if unknown := scopes.unknown(wanted):
        shown = ", ".join(repr(name[:40]) for name in unknown[:3])
        raise ValidationError("scopes", _("There is no scope %(names)s.", names=shown))
    return wanted


def _why_refused(uri: str, earlier: tuple[str, ...]) -> str:
    if uri in earlier:
        return str(_("This address is already in line %(n)d.", n=earlier.index(uri) + 1))
    error = _find_error(uri)
    return "" if error is None else error.message


def _find_error(uri: str) -> ValidationError | None:
    try:
        redirect_uri.validate(uri, allow_http=settings().allow_http_redirects)
    except ValidationError as error:
        return error
    return None
