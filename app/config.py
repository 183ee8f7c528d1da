"""Every setting: its environment variable (the upper-case name), default and unit.

They are documented in docs/guide/settings.md; a test compares the two.
"""

import os
import re
import secrets
import tempfile
from contextlib import suppress
from email.utils import parseaddr
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from flask import Flask, current_app
from limits import parse_many
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

DAY = 86_400  # seconds
DEFAULT_THREADS = 8
# What may hold a thread for long, and its share of all threads but one. Together they leave one.
SHARES = {"long_polls": 3, "argon2_parallel_hashes": 2, "outbound_fetches": 2}
MIN_IMPORT_INTERVAL = 900  # seconds; more frequent requests may look like an attack
Seconds = Annotated[int, Field(gt=0)]


class UnsafeSettingsError(Exception):
    """The settings are invalid or unsafe; the message names the setting."""


class Settings(BaseSettings):
    """Typed settings, read from the environment once at start."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    stagedoor_env: Literal["development", "production"] = "development"
    stagedoor_home: Path = Path("instance")
    instance_name: str = "Stagedoor"
    default_timezone: str = "UTC"  # of users without their own
    secret_key: str = ""
    secret_key_fallbacks: str = ""  # former keys, separated by spaces
    public_url: str = "http://127.0.0.1:5000"
    host: str = "127.0.0.1"  # the address `stagedoor serve` listens on
    port: Annotated[int, Field(ge=0, le=65_535)] = 5000
    database_url: str = ""
    database_direct_url: str = ""  # PostgreSQL itself, where database_url is that of a pooler
    database_replica_url: str = ""  # a replica that may answer what may lag
    database_replica_max_lag: Annotated[int, Field(ge=1)] = 5  # seconds
    database_pool_size: int = 5  # connections per process
    database_prepared_statements: Literal["auto", "on", "off"] = "auto"
    redis_url: str = ""
    slow_request: Annotated[int, Field(ge=0)] = 1000  # milliseconds; 0 logs none
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    metrics: bool = False
    metrics_token: Annotated[str, Field(pattern="^([!-~]{16,})?$")] = ""  # for other machines
    flush_interval: Annotated[float, Field(gt=0, le=15)] = 5.0  # seconds
    trusted_proxies: int | str = 0  # how many add to X-Forwarded-For, or their networks
    web_processes: Annotated[int, Field(ge=1)] = 2
    web_threads: Annotated[int, Field(ge=0)] = 0  # per process; 0 means DEFAULT_THREADS
    header_deadline: Annotated[int, Field(gt=0, le=60)] = 15  # seconds; also of idle connections
    drain_seconds: Annotated[float, Field(ge=0, le=10)] = 3.0  # before a watched server stops
    body_grace: Annotated[float, Field(gt=0)] = 10.0  # seconds any body may take
    body_least_rate: Annotated[int, Field(gt=0)] = 1024  # bytes a second beyond the grace
    body_deadline: Annotated[float, Field(gt=0)] = 120.0  # seconds no body may exceed
    long_polls: Annotated[int, Field(ge=0)] = 0  # that wait in a thread each; 0: likewise a share
    waiting_readers: Annotated[int, Field(ge=0, le=1000)] = 512  # without a thread, per process
    outbound_fetches: Annotated[int, Field(ge=0)] = 0  # during requests, per process; likewise
    body_receptions: Annotated[int, Field(gt=0)] = 256  # at once, per process

    registration: Literal["open", "review", "closed"] = "open"
    client_documents: bool = True  # a client_id may be the URL of the client's metadata
    direct_token: Literal["off", "registered", "open"] = "registered"
    allow_http_redirects: bool = False
    require_verified_email: bool | None = None  # None: in production
    require_2fa: Literal["operators", "owners", "all", "none"] | None = None
    fetch_event_images: bool = False  # keep the pictures that self-registered apps link to
    picture_quota: Annotated[int, Field(ge=0)] = 500  # MB of uploaded pictures of one team
    fetch_over_http: bool = False  # allow http for fetched URLs
    import_interval: int = 3600  # seconds between two reads of a calendar; 0: servers read none
    import_undo_days: Annotated[int, Field(ge=0, le=90)] = 7  # 0: imports cannot be undone

    authorization_code_lifetime: Seconds = 60
    pushed_request_lifetime: Annotated[int, Field(ge=60, le=600)] = 600  # until it is opened
    consent_lifetime: Seconds = 3600  # how long a consent page may stay open
    refresh_reuse_seconds: Annotated[int, Field(ge=0)] = 30  # 0: a repeat is a replay
    session_idle_lifetime: Seconds = 14 * DAY
    session_lifetime: Seconds = 90 * DAY
    reset_lifetime: Seconds = 3600
    verify_lifetime: Seconds = DAY
    secret_overlap: Seconds = 7 * DAY  # how long a rotated client secret keeps working
    grant_lifetime: int = 0  # seconds; 0: until revoked
    orphan_lifetime: Seconds = 30 * DAY  # in which another owner may adopt an orphaned grant
    max_access_token_lifetime: Seconds = 365 * DAY  # for every app
    max_personal_tokens: Annotated[int, Field(ge=0)] = 25  # that work, of one user; 0: none
    refresh_family_lifetime: Seconds = 365 * DAY  # however often it is refreshed
    require_if_match: bool = False  # for changes of events
    removal_lifetime: Seconds = 90 * DAY  # of tombstones of deleted events
    workers_in_server: Annotated[int, Field(ge=0, le=16)] = 2  # threads of a process; 0: none
    webhook_retries: str = "5 30 120 600 1800 3600 7200 14400 28800 43200 72000 90000"
    webhook_secret_overlap: Seconds = DAY  # how long a rotated secret of a webhook signs, too
    webhooks_per_app: Annotated[int, Field(ge=0)] = 10
    webhooks_per_grant: Annotated[int, Field(ge=0)] = 25

    rate_limits: bool = True
    rate_limit_login: str = "10 per minute; 60 per hour"
    rate_limit_sign_up: str = "60 per minute; 600 per hour"
    rate_limit_mail: str = "5 per hour"
    rate_limit_mail_account: str = "60 per hour; 200 per day"
    rate_limit_mail_team: str = "120 per hour; 400 per day"
    rate_limit_mail_domain: str = "2000 per hour"
    rate_limit_invite: str = "60 per hour"
    rate_limit_token: str = "120 per minute"
    rate_limit_api: str = "1200 per minute"
    rate_limit_register: str = "30 per 5 minutes"
    rate_limit_push: str = "300 per minute"
    rate_limit_client_document: str = "60 per 5 minutes"
    rate_limit_device: str = "60 per minute"
    rate_limit_report: str = "30 per minute"
    rate_limit_fetch: str = "30 per hour"
    rate_limit_explorer: str = "60 per minute"
    rate_limit_webhook: str = "30 per minute; 300 per hour"

    password_min_score: Annotated[int, Field(ge=2, le=4)] = 3  # zxcvbn's, of new passwords
    argon2_time_cost: Annotated[int, Field(ge=1)] = 3
    argon2_memory_cost: int = 65_536  # KiB per hash
    argon2_parallel_hashes: Annotated[int, Field(ge=0)] = (
        0  # per process; 0: a share of its threads
    )

    mail: Literal["console", "smtp", "memory"] = "console"
    mail_from: str = "no-reply@localhost"
    privacy_page: str = ""  # a Markdown file; empty: there is no page
    terms_page: str = ""  # likewise
    security_contact: str = ""  # URIs separated by spaces; empty: security@ the public host
    mail_inbox: bool = False  # show sent mail on /inbox; for demos only
    smtp_host: str = "localhost"
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_tls: Literal["starttls", "implicit", "none"] = "starttls"  # 1 and 0 as before
    allow_console_mail: bool = False  # in production, where mail then reaches no one

    @field_validator("public_url")
    @classmethod
    def _only_scheme_and_host(cls, value: str) -> str:
        parts = urlsplit(value)  # raises ValueError, as .port does
        rest = (parts.path.strip("/"), parts.query, parts.fragment)
        if parts.scheme not in {"http", "https"} or not parts.hostname or any(rest):
            raise ValueError("must be an address such as https://events.example.org, without path")
        if "@" in parts.netloc or parts.port == 0:
            raise ValueError("must have a host, optionally a port, and no user name or password")
        return f"{parts.scheme}://{parts.netloc.lower()}"

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _number_or_networks(cls, value: object) -> int | str:
        text = str(value).strip()
        if re.fullmatch("[0-9]{1,2}", text):
            return int(text)
        for part in text.split(","):
            try:
                ip_network(part.strip())
            except ValueError as error:
                raise ValueError(
                    f"must be a number, or networks such as 10.0.0.0/8,::1: {error}"
                ) from None
        return text

    @field_validator("security_contact")
    @classmethod
    def _uris(cls, value: str) -> str:
        uris = value.split()
        if not all(re.fullmatch(r"(?:mailto:|https://|tel:)[!-~]+", uri) for uri in uris):
            raise ValueError("must be mailto:, https: or tel: addresses, separated by spaces")
        return " ".join(uris)

    @field_validator("mail_from")
    @classmethod
    def _only_ascii_address(cls, value: str) -> str:
        _name, address = parseaddr(value)
        if not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", address):
            raise ValueError("must be an address in ASCII, its domain as an A-label (xn--...)")
        return value

    @field_validator("database_url")
    @classmethod
    def _only_supported_database(cls, value: str) -> str:
        if value and not is_database(value):
            raise ValueError(
                "must be sqlite:///FILE or postgresql://USER@HOST/NAME; in a password, write"
                " @ : / ? # % as %40 %3A %2F %3F %23 %25"
            )
        return value

    @field_validator("database_direct_url", "database_replica_url")
    @classmethod
    def _only_postgresql(cls, value: str) -> str:
        if value and not (is_database(value) and value.startswith("postgresql")):
            raise ValueError("must be postgresql://USER@HOST/NAME")
        return value

    @field_validator(*(name for name in __annotations__ if name.startswith("rate_limit_")))
    @classmethod
    def _only_rates(cls, value: str) -> str:
        try:
            parse_many(value)  # else it fails when a request comes
        except ValueError:
            raise ValueError("must be rates such as 10 per minute; 60 per hour") from None
        return value

    @field_validator("redis_url")
    @classmethod
    def _only_redis_that_is_verified(cls, value: str) -> str:
        if value:
            _check_redis(value)
        return f"redis+{value}" if value.startswith("unix:") else value  # as limits has it

    @field_validator("smtp_tls", mode="before")
    @classmethod
    def _also_a_switch(cls, value: object) -> object:
        words = {"1": "starttls", "true": "starttls", "0": "none", "false": "none"}
        return words.get(str(value).lower(), value)

    @field_validator("default_timezone")
    @classmethod
    def _only_known_zone(cls, value: str) -> str:
        if value not in _zone_names():
            raise ValueError("must be a time zone such as Europe/Rome or UTC")
        return value

    @field_validator("import_interval")
    @classmethod
    def _only_rarely(cls, value: int) -> int:
        if value != 0 and value < MIN_IMPORT_INTERVAL:
            raise ValueError(f"must be 0 or at least {MIN_IMPORT_INTERVAL}")
        return value

    @field_validator("webhook_retries")
    @classmethod
    def _only_seconds(cls, value: str) -> str:
        delays = re.split(r"[\s,]+", value.strip(" []"))
        if not all(re.fullmatch("[0-9]{1,7}", delay) for delay in delays):
            raise ValueError("must be seconds, such as 5 30 120 600")
        return " ".join(delays)

    @property
    def webhook_delays(self) -> list[int]:
        """The seconds between two attempts of a message; after the last one it is given up."""
        return [int(delay) for delay in self.webhook_retries.split()]

    @property
    def is_production(self) -> bool:
        """Whether this is a production installation."""
        return self.stagedoor_env == "production"

    @property
    def verified_email_required(self) -> bool:
        """Whether users must verify their e-mail address before they authorize or register apps."""
        chosen = self.require_verified_email
        return self.is_production if chosen is None else chosen

    @property
    def second_factor_required_of(self) -> Literal["operators", "owners", "all", "none"]:
        """Who must have a second factor: unless chosen, operators in production."""
        return self.require_2fa or ("operators" if self.is_production else "none")

    @property
    def is_https(self) -> bool:
        """Whether PUBLIC_URL is https, so that cookies can require it."""
        return self.public_url.startswith("https://")

    @property
    def security_contacts(self) -> list[str]:
        """Where to report a vulnerability; by default the usual mailbox (RFC 2142)."""
        return self.security_contact.split() or [f"mailto:security@{self.public_name}"]

    @property
    def public_name(self) -> str:
        """The host of PUBLIC_URL without the port; an IPv6 address in brackets."""
        name = urlsplit(self.public_url).hostname or ""
        return f"[{name}]" if ":" in name else name

    @property
    def database(self) -> str:
        """The database's SQLAlchemy URL."""
        url = self.database_url or f"sqlite:///{self.stagedoor_home.absolute() / 'stagedoor.db'}"
        return with_driver(url)

    @property
    def direct_database(self) -> str:
        """Its URL for what needs a session of its own, past a pooler."""
        return with_driver(self.database_direct_url) or self.database

    @property
    def replica_database(self) -> str:
        """The replica's URL; empty without one."""
        return with_driver(self.database_replica_url)

    @property
    def threads(self) -> int:
        """Threads per process. No kind of work that waits or computes long takes all of them."""
        return self.web_threads or DEFAULT_THREADS

    def places(self, kind: str) -> int:
        """How many threads of a process one of ``SHARES`` may hold: never all of them."""
        others = self.threads - 1
        share = max(1, others * SHARES[kind] // sum(SHARES.values()))
        return min(getattr(self, kind) or share, others)


def with_driver(url: str) -> str:
    """Return the address as SQLAlchemy takes it."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def is_database(url: str) -> bool:
    """Whether it is the address of a database that we run on."""
    # The errors of parsing quote the address, which has a password.
    try:
        name = make_url(url).drivername
    except (ArgumentError, ValueError):
        return False
    return name in {"sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg"}


def _check_redis(url: str) -> None:
    """Raise ValueError unless Redis can be reached by ``url``, as far as that can be told."""
    from redis import ConnectionPool  # only where Redis is used
    from redis.exceptions import RedisError

    try:
        pool = ConnectionPool.from_url(url.removeprefix("redis+"))
        pool.make_connection()  # refuses unknown options; nothing is connected
        options = pool.connection_kwargs
    except (ValueError, TypeError, RedisError):
        # Without the error's text, which quotes the address and its password.
        raise ValueError("must be an address such as redis://127.0.0.1:6379/0") from None
    verified = options.get("ssl_cert_reqs", "required"), options.get("ssl_check_hostname", True)
    if verified != ("required", True):
        raise ValueError(
            "must verify the certificate: leave out ssl_cert_reqs and ssl_check_hostname; name"
            " an authority of your own in ssl_ca_certs"
        )


@cache  # reads a folder of a thousand files
def _zone_names() -> set[str]:
    return available_timezones()


def read_settings() -> Settings:
    """The settings in the environment; raises UnsafeSettingsError for an invalid value."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        raise UnsafeSettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None


def settings(app: Flask | None = None) -> Settings:
    """The settings of ``app``, by default the current one."""
    if app is None:  # without the proxy, whose cost is noticeable at each request
        app = current_app._get_current_object()  # type: ignore[attr-defined]
    current: Settings = app.config["SETTINGS"]
    return current


def secret_key(settings: Settings) -> str:
    """The key that signs sessions: SECRET_KEY, or one generated in STAGEDOOR_HOME."""
    if settings.secret_key:
        return settings.secret_key
    path = make_home(settings) / "secret_key"
    if not path.exists():
        _store_new_key(path)
    return path.read_text()


def make_home(settings: Settings) -> Path:
    """STAGEDOOR_HOME, created if missing, with access for its owner only."""
    settings.stagedoor_home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings.stagedoor_home


def _store_new_key(path: Path) -> None:
    # Linked when complete, so that no other process can read half a key.
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:
        file.write(secrets.token_hex(32))
        file.flush()
        with suppress(FileExistsError):  # by another process, whose key is used
            os.link(file.name, path)
