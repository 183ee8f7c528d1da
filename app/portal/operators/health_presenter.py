"""How the installation is, each part with a calm word and what to do when it is not well."""

import platform
from dataclasses import dataclass
from importlib.metadata import version

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.config import settings
from app.database import facts, migrations
from app.extensions import db, limiter
from app.models.audit_queries import audit_search
from app.models.values import clock

LONG_WITHOUT_PURGE = 2 * 86_400  # seconds
LIBRARIES = ("Flask", "SQLAlchemy", "Authlib", "granian")
_WELL, _NOTE, _BAD = "ok", "info", "bad"


@dataclass(frozen=True)
class Part:
    """One part: how it is in a word, what it is, and what to do if that is needed."""

    name: str
    word: str
    kind: str  # of the badge
    text: str
    at: int | None = None
    advice: str | None = None


def parts() -> list[Part]:
    """Every part, what matters most first."""
    return [_database(), _migrations(), _rate_limits(), _processes(), _mail(), _purge(), _start()]


def versions() -> list[tuple[str, str]]:
    """What runs, for a report of a fault."""
    libraries = [(name, version(name)) for name in LIBRARIES]
    return [(_("Database"), facts.kind()), ("Python", platform.python_version())] + (libraries)


def _database() -> Part:
    size = format_decimal(round(facts.size() / 1_000_000, 1))
    text = _("%(kind)s, %(size)s MB", kind=facts.kind(), size=size)
    return Part(_("Database"), _("Well"), _WELL, text)


def _migrations() -> Part:
    if migrations.find_obstacle(db.engine) is None:
        return Part(_("Migrations"), _("Well"), _WELL, _("Every one is applied."))
    return Part(
        _("Migrations"),
        _("Missing"),
        _BAD,
        _("The tables are older than the program."),
        advice=_("Run “stagedoor db upgrade”, then restart the server."),
    )


def _rate_limits() -> Part:
    name = _("Rate limits")
    if not settings().rate_limits:
        return Part(
            name,
            _("Off"),
            _BAD,
            _("Nothing slows down somebody who guesses passwords."),
            advice=_("Unset RATE_LIMITS, and restart the server."),
        )
    if not settings().redis_url:
        text = _("Each process counts for itself.")
        several = settings().web_processes > 1
        advice = _("Set REDIS_URL so that all count together.") if several else None
        return Part(name, _("On"), _NOTE if several else _WELL, text, advice=advice)
    if _redis_answers():
        return Part(name, _("Well"), _WELL, _("All processes count together in Redis."))
    return Part(
        name,
        _("Without Redis"),
        _BAD,
        _("Redis does not answer; each process counts for itself until it does."),
        advice=_("Start Redis again, or look at REDIS_URL."),
    )


def _redis_answers() -> bool:
    # The storage itself: the limiter would answer from memory instead.
    return bool(limiter.storage.check())


def _processes() -> Part:
    text = _("%(count)s on each machine that serves.", count=settings().web_processes)
    if facts.is_for_one_machine():
        text = _("%(count)s, all on this machine.", count=settings().web_processes)
    return Part(_("Web processes"), _("Set"), _WELL, text)


def _mail() -> Part:
    name = _("Mail")
    if settings().mail == "smtp":
        text = _(
            "Through %(host)s, from %(sender)s.",
            host=settings().smtp_host,
            sender=settings().mail_from,
        )
        return Part(name, _("Set"), _WELL, text)
    return Part(
        name,
        _("Stays here"),
        _BAD if settings().is_production else _NOTE,
        _("Mail is only printed where the server runs; nobody gets it."),
        advice=_("Set MAIL=smtp and SMTP_HOST."),
    )


def _purge() -> Part:
    name, at = _("Last purge"), audit_search.last("database.purged")
    advice = _("Run “stagedoor purge” once a day.")
    if at is None:
        return Part(name, _("Never"), _NOTE, _("Expired rows pile up."), advice=advice)
    if clock.now() - at > LONG_WITHOUT_PURGE:
        return Part(name, _("Long ago"), _NOTE, _("Expired rows pile up."), at=at, advice=advice)
    return Part(name, _("Well"), _WELL, _("Expired codes, tokens and sessions are gone."), at=at)


def _start() -> Part:
    if settings().is_production:
        return Part(_("Mode"), _("Production"), _WELL, settings().public_url)
    return Part(
        _("Mode"),
        _("Development"),
        _NOTE,
        settings().public_url,
        advice=_("Set STAGEDOOR_ENV=production before real people use it."),
    )
