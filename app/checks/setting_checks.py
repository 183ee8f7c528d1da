"""Settings that are unsafe: each is refused by every command, and listed by ``stagedoor check``.

Nothing here imports the application, so that an unsafe start ends at once.
"""

import ipaddress
import os
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from sqlalchemy import make_url

from app.checks.check import Check, Level, Problem, refuse, warn
from app.config import SHARES, Settings, UnsafeSettingsError

MIN_KEY = 32  # characters
# Former names of settings, which are no longer read.
RENAMED = {"REFRESH_RETRY_WINDOW": "REFRESH_REUSE_SECONDS"}
UNVERIFIED_MODES = ("allow", "prefer", "require", "verify-ca")  # of libpq; the last for the name


def refuse_unsafe(settings: Settings, checks: Iterable[Check]) -> None:
    """Raise UnsafeSettingsError for the first setting that one of ``checks`` refuses."""
    for check in checks:
        for problem in check.find(settings):
            if problem.level is Level.REFUSE:
                raise UnsafeSettingsError(problem.text)


def find_weak_key(settings: Settings) -> Iterator[Problem]:
    """SECRET_KEY signs cookies: a short one can be guessed."""
    if not settings.is_production:
        return
    if len(settings.secret_key) < MIN_KEY:
        yield refuse("SECRET_KEY must be set in production, to at least 32 random characters.")
    if any(len(key) < MIN_KEY for key in settings.secret_key_fallbacks.split()):
        yield refuse(
            "SECRET_KEY_FALLBACKS has a key of less than 32 characters, which still signs"
            " cookies. Remove it."
        )


def find_plain_address(settings: Settings) -> Iterator[Problem]:
    """Over http cookies and passwords are readable on the way."""
    if settings.is_production and not settings.is_https:
        yield refuse("PUBLIC_URL must be an https address in production.")


def find_open_inbox(settings: Settings) -> Iterator[Problem]:
    """The demo's inbox is public."""
    if settings.is_production and settings.mail_inbox:
        yield refuse("MAIL_INBOX shows reset links to anyone; unset it.")


def find_open_tokens(settings: Settings) -> Iterator[Problem]:
    """The flow that sends a token in the redirect is for apps that are registered."""
    if settings.is_production and settings.direct_token == "open":
        yield refuse(
            "DIRECT_TOKEN=open sends tokens to apps that never registered. Unset it, or set"
            " DIRECT_TOKEN=registered or off."
        )


def find_readable_password(settings: Settings) -> Iterator[Problem]:
    """A password for the mail server is sent over TLS alone."""
    signs_in = settings.smtp_user or settings.smtp_password
    if settings.is_production and signs_in and settings.smtp_tls == "none":
        yield refuse(
            "SMTP_TLS=none sends SMTP_USER and SMTP_PASSWORD readable. Set SMTP_TLS=starttls or"
            " implicit, or unset both."
        )


def find_unsent_mail(settings: Settings) -> Iterator[Problem]:
    """People confirm addresses and reset passwords by mail."""
    if not settings.is_production or settings.mail == "smtp":
        return
    if settings.mail == "memory":
        yield refuse("MAIL=memory is for tests: no mail is sent. Set MAIL=smtp and SMTP_HOST.")
    elif not settings.allow_console_mail:
        yield refuse(
            "MAIL=console prints mail, reset links included, and sends none. Set MAIL=smtp and"
            " SMTP_HOST, or ALLOW_CONSOLE_MAIL=1 if that is meant."
        )


def find_unverified_database(settings: Settings) -> Iterator[Problem]:
    """TLS that is asked for in DATABASE_URL, but would be spoken with anyone."""
    mode = make_url(settings.database).query.get("sslmode")
    if settings.is_production and mode in UNVERIFIED_MODES:
        yield warn(
            f"DATABASE_URL has sslmode={mode}, which does not verify the server. Use"
            " sslmode=verify-full&sslrootcert=system."
        )


def find_development_on_a_public_host(settings: Settings) -> Iterator[Problem]:
    """Development defaults protect nothing: they are for this machine."""
    if settings.is_production:
        return
    exposed = [
        f"{name}={value}"
        for name, value, host in (
            ("PUBLIC_URL", settings.public_url, urlsplit(settings.public_url).hostname or ""),
            ("HOST", settings.host, settings.host),
        )
        if not is_loopback(host)
    ]
    if exposed:
        yield refuse(
            f"{' and '.join(exposed)}: with development settings only this machine may reach the"
            " server. Set STAGEDOOR_ENV=production, or use 127.0.0.1."
        )
    else:
        yield warn("These are development settings. Set STAGEDOOR_ENV=production for real people.")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches ``host``, a name or an IP address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def find_relaxed_rules(settings: Settings) -> Iterator[Problem]:
    """Switches that exist for development and tests."""
    if not settings.is_production:
        return
    if not settings.rate_limits:
        yield warn("RATE_LIMITS=0: nothing slows down password guessing. Unset it.")
    if settings.second_factor_required_of == "none":
        yield warn(
            "REQUIRE_2FA=none: a password is enough to act as an operator. Unset it, or set"
            " REQUIRE_2FA=operators."
        )
    if settings.allow_http_redirects:
        yield warn(
            "ALLOW_HTTP_REDIRECTS=1: apps may receive codes over plain http. Unset it when their"
            " redirect URIs are https."
        )
    if settings.fetch_over_http:
        yield warn("FETCH_OVER_HTTP=1: calendars may be changed on the way. Unset it.")


def find_missing_threads(settings: Settings) -> Iterator[Problem]:
    """What may hold threads for long must leave one for everything else."""
    held = sum(settings.places(kind) for kind in SHARES)
    if settings.is_production and held >= settings.threads:
        yield warn(
            f"WEB_THREADS={settings.threads}: long polls, password hashes and fetches together may"
            " hold all of them, and nobody else is answered. Set WEB_THREADS to 4 or more, or lower"
            " LONG_POLLS, ARGON2_PARALLEL_HASHES or OUTBOUND_FETCHES."
        )


def find_missing_proxy(settings: Settings) -> Iterator[Problem]:
    """In production a proxy terminates TLS, and has to be believed when it names the caller."""
    if settings.is_production and settings.trusted_proxies == 0:
        yield warn(
            "TRUSTED_PROXIES=0: everybody counts as the proxy, and shares its rate limits. Set its"
            " networks, such as TRUSTED_PROXIES=127.0.0.1,::1 for one on this machine."
        )


def find_examples(settings: Settings) -> Iterator[Problem]:
    """Values that deploy/stagedoor.env has as examples."""
    if not settings.is_production or settings.mail != "smtp":
        return
    if settings.smtp_host == "mail.example.org":
        yield warn("SMTP_HOST=mail.example.org is an example: no mail arrives. Set your own.")
    if settings.mail_from == "events@example.org":
        yield warn("MAIL_FROM=events@example.org is an example. Set an address of yours.")


def find_former_names(_settings: Settings) -> Iterator[Problem]:
    """A setting under its former name has no effect."""
    for former, name in RENAMED.items():
        if os.environ.get(former):
            yield warn(
                f"{former} is no longer read: set {name} instead, if its default (see settings.md)"
                " does not suit you, and unset the former."
            )


def find_useless_replica(settings: Settings) -> Iterator[Problem]:
    """A replica is another server's copy of a PostgreSQL database."""
    if not settings.database_replica_url:
        return
    primary = make_url(settings.database)
    if primary.get_backend_name() != "postgresql":
        yield refuse(
            "DATABASE_REPLICA_URL needs PostgreSQL, and DATABASE_URL is SQLite. Unset it, or set"
            " DATABASE_URL."
        )
    elif _place(settings.replica_database) in map(
        _place, (settings.database, settings.direct_database)
    ):
        yield refuse(
            "DATABASE_REPLICA_URL is the address of the primary. Name the replica, or unset it."
        )


def _place(url: str) -> tuple[object, ...]:
    """The server and database that the address leads to, without its user."""
    parts = make_url(url)
    host = parts.host or parts.query.get("host")
    return host, parts.port or int(str(parts.query.get("port", 5432))), parts.database


# An application is never made with what these refuse, however it is loaded.
PROTECTION = (
    Check("Secret key", "hard to guess.", find_weak_key, stops_start=True),
    Check("Address", "encrypted where it must be.", find_plain_address, stops_start=True),
    Check("Inbox", "not public in production.", find_open_inbox, stops_start=True),
    Check("Mail password", "not sent readable.", find_readable_password, stops_start=True),
    Check("Replica address", "another server, or none.", find_useless_replica, stops_start=True),
    Check(
        "Direct tokens", "for registered apps in production.", find_open_tokens, stops_start=True
    ),
)
# Refused when the settings are those of the environment.
DEPLOYMENT = (
    Check("Mode", "production settings.", find_development_on_a_public_host, stops_start=True),
    Check("Mail", "sent, or known not to be.", find_unsent_mail, stops_start=True),
    Check("Database TLS", "verified, or not asked for.", find_unverified_database),
    Check("Rules", "none is relaxed.", find_relaxed_rules),
    Check("Names", "none of a former version.", find_former_names),
    Check("Examples", "none is left.", find_examples),
    Check("Proxies", "believed, or not needed.", find_missing_proxy),
    Check("Threads", "slow work leaves one.", find_missing_threads),
)
SETTING_CHECKS = PROTECTION + DEPLOYMENT
