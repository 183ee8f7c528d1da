"""Every setting: its environment variable (the upper-case name), default and unit.

The list for people is docs/guide/settings.md; a test keeps the two equal.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, cast
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from flask import Flask, current_app
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DAY = 86_400  # seconds
MIN_IMPORT_INTERVAL = 900  # seconds: who is read more often may take it for an attack
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
Seconds = Annotated[int, Field(gt=0)]


class UnsafeSettingsError(Exception):
    """The settings would make an unsafe start; the message names the setting."""


class Settings(BaseSettings):
    """Typed settings, read from the environment once at start."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    stagedoor_env: Literal["development", "production"] = "development"
    stagedoor_home: Path = Path("instance")
    instance_name: str = "Stagedoor"
    default_timezone: str = "UTC"  # of people who have not chosen one
    secret_key: str = ""
    secret_key_fallbacks: str = ""  # former keys, separated by spaces
    public_url: str = "http://127.0.0.1:5000"
    host: str = "127.0.0.1"  # the address `stagedoor serve` listens on
    port: int = 5000
    database_url: str = ""
    database_pool_size: int = 5  # connections a process
    redis_url: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    metrics: bool = False
    metrics_token: Annotated[str, Field(pattern="^([!-~]{16,})?$")] = ""  # who may ask from afar
    flush_interval: Annotated[float, Field(gt=0, le=15)] = 5.0  # seconds
    trusted_proxies: int = 0  # how many proxies in front add to X-Forwarded-For
    web_processes: int = 2
    web_threads: Annotated[int, Field(ge=0)] = 0  # threads a process; 0 picks by database

    registration: Literal["open", "review", "closed"] = "open"
    direct_token: Literal["off", "registered", "open"] = "registered"
    allow_http_redirects: bool = False
    require_verified_email: bool | None = None  # None: in production
    fetch_event_images: bool = False  # keep the pictures that self-registered apps link to
    fetch_over_http: bool = False  # what the server fetches may be on plain http
    import_interval: int = 3600  # seconds between two readings of a calendar; 0: servers read none

    authorization_code_lifetime: Seconds = 60
    consent_lifetime: Seconds = 3600  # how long a consent page may stay open
    refresh_retry_window: Seconds = 60
    session_idle_lifetime: Seconds = 14 * DAY
    session_lifetime: Seconds = 90 * DAY
    reset_lifetime: Seconds = 3600
    verify_lifetime: Seconds = DAY
    secret_overlap: Seconds = 7 * DAY  # how long a rotated client secret goes on working
    grant_lifetime: int = 0  # seconds; 0 means until it is revoked
    max_access_token_lifetime: Seconds = 365 * DAY  # whatever an app's settings say
    refresh_family_lifetime: Seconds = 365 * DAY  # however often it is refreshed
    require_if_match: bool = False  # whether a change of an event must name what it was read as
    removal_lifetime: Seconds = 90 * DAY  # how long mirrors can hear of a deleted event

    rate_limits: bool = True
    rate_limit_login: str = "10 per minute; 60 per hour"
    rate_limit_sign_up: str = "60 per minute; 600 per hour"
    rate_limit_mail: str = "5 per hour"
    rate_limit_invite: str = "60 per hour"
    rate_limit_token: str = "120 per minute"
    rate_limit_api: str = "1200 per minute"
    rate_limit_register: str = "30 per 5 minutes"
    rate_limit_fetch: str = "30 per hour"

    argon2_time_cost: int = 3
    argon2_memory_cost: int = 65_536  # KiB a hash
    argon2_parallel_hashes: int = 3  # at once in a process

    mail: Literal["console", "smtp", "memory"] = "console"
    mail_from: str = "no-reply@localhost"
    mail_inbox: bool = False  # show sent mail on /inbox; for demos only
    smtp_host: str = "localhost"
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_tls: bool = True

    @field_validator("public_url")
    @classmethod
    def _only_scheme_and_host(cls, value: str) -> str:
        parts = urlsplit(value)  # raises ValueError, as .port does, for what is no address
        rest = (parts.path.strip("/"), parts.query, parts.fragment)
        if parts.scheme not in {"http", "https"} or not parts.hostname or any(rest):
            raise ValueError("must be an address such as https://events.example.org, without path")
        if "@" in parts.netloc or parts.port == 0:
            raise ValueError("must name a host and, if need be, a port, and nobody's password")
        return f"{parts.scheme}://{parts.netloc.lower()}"

    @field_validator("default_timezone")
    @classmethod
    def _only_known_zone(cls, value: str) -> str:
        if value not in _zone_names():
            raise ValueError("must be a time zone such as Europe/Rome or UTC")
        return value

    @field_validator("import_interval")
    @classmethod
    def _only_seldom(cls, value: int) -> int:
        if value != 0 and value < MIN_IMPORT_INTERVAL:
            raise ValueError(f"must be 0 or at least {MIN_IMPORT_INTERVAL}")
        return value

    @property
    def is_production(self) -> bool:
        """Whether this is a real installation rather than somebody's own machine."""
        return self.stagedoor_env == "production"

    @property
    def verified_email_required(self) -> bool:
        """Whether only who has confirmed their address may approve and register apps."""
        chosen = self.require_verified_email
        return self.is_production if chosen is None else chosen

    @property
    def is_https(self) -> bool:
        """Whether people reach us encrypted, so that cookies can be limited to that."""
        return self.public_url.startswith("https://")

    @property
    def public_name(self) -> str:
        """The host of PUBLIC_URL without the port; an IPv6 address stands in brackets."""
        name = urlsplit(self.public_url).hostname or ""
        return f"[{name}]" if ":" in name else name

    @property
    def database(self) -> str:
        """The database's SQLAlchemy URL."""
        url = self.database_url or f"sqlite:///{self.stagedoor_home.absolute() / 'stagedoor.db'}"
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def threads(self) -> int:
        """Threads a process. With SQLite writers wait for each other anyway: few are enough."""
        return self.web_threads or (2 if self.database.startswith("sqlite") else 4)

    def refuse_unsafe_start(self) -> None:
        """Raise UnsafeSettingsError when production lacks what keeps people safe."""
        if not self.is_production:
            return
        if len(self.secret_key) < 32:
            raise UnsafeSettingsError(
                "SECRET_KEY must be set in production, to at least 32 random characters."
            )
        if not self.is_https:
            raise UnsafeSettingsError("PUBLIC_URL must be an https address in production.")
        if self.mail_inbox:
            raise UnsafeSettingsError("MAIL_INBOX shows reset links to anyone; unset it.")


@cache  # it reads a folder of a thousand files
def _zone_names() -> set[str]:
    return available_timezones()


def read_settings() -> Settings:
    """The settings of this process's environment.

    Raises UnsafeSettingsError, naming the variable, for a value that is not understood.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        raise UnsafeSettingsError(f"{name}: {first['msg']}") from None


def settings(app: Flask = current_app) -> Settings:
    """The settings of ``app``; without one, of the application that is at work."""
    return cast("Settings", app.config["SETTINGS"])


def secret_key(settings: Settings) -> str:
    """The key that signs sessions: SECRET_KEY, else one kept in STAGEDOOR_HOME."""
    if settings.secret_key:
        return settings.secret_key
    path = make_home(settings) / "secret_key"
    if not path.exists():
        _keep_new_key(path)
    return path.read_text()


def make_home(settings: Settings) -> Path:
    """STAGEDOOR_HOME, made if it is not there, and then open to its owner alone."""
    settings.stagedoor_home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings.stagedoor_home


def _keep_new_key(path: Path) -> None:
    # Under its name the file is whole from the first moment: no process at the same start can
    # read half a key.
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:
        file.write(secrets.token_hex(32))
        file.flush()
        with suppress(FileExistsError):  # another process was faster: its key is everybody's
            os.link(file.name, path)
