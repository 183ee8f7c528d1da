"""The health of the installation, part by part, each with advice where something is wrong."""

import platform
from dataclasses import dataclass
from importlib.metadata import version

from app.callers.counts import counts
from app.config import settings
from app.database import facts, installation_facts, migrations
from app.database.installation_facts import MAIL_FAILURE
from app.extensions import db
from app.language.formats import format_decimal
from app.language.texts import gettext as _
from app.models.audit_queries import audit_search
from app.models.values import clock
from app.models.webhooks import delivery_search
from app.version import VERSION

LONG_WITHOUT_PURGE = 2 * 86_400  # seconds
LIBRARIES = ("Flask", "SQLAlchemy", "Authlib", "granian")
OK, _NOTE, _BAD = "ok", "info", "bad"


@dataclass(frozen=True)
class Part:
    """One part: its state as a badge, a sentence, and advice where it is needed."""

    name: str
    label: str
    kind: str  # of the badge
    text: str
    advice: str | None = None
    at: int | None = None


def parts() -> list[Part]:
    """Every part, the most important first."""
    return [part() for part in PARTS]


def versions() -> list[tuple[str, str]]:
    """The versions to name in a bug report."""
    libraries = [(name, version(name)) for name in LIBRARIES]
    own = [(_("Version"), VERSION), (_("Database"), facts.kind())]
    return [*own, ("Python", platform.python_version()), *libraries]


def _database() -> Part:
    size = format_decimal(round(facts.size() / 1_000_000, 1))
    text = _("%(kind)s, %(size)s MB", kind=facts.kind(), size=size)
    return Part(_("Database"), _("OK"), OK, text)


def _migrations() -> Part:
    name = _("Migrations")
    if migrations.find_obstacle(db.engine) is None:
        return Part(name, _("OK"), OK, _("Every one is applied."))
    advice = _("Run “stagedoor db upgrade”, then restart the server.")
    return Part(name, _("Missing"), _BAD, _("The tables are older than the program."), advice)


def _rate_limits() -> Part:
    name = _("Rate limits")
    if not settings().rate_limits:
        advice = _("Unset RATE_LIMITS, and restart the server.")
        return Part(name, _("Off"), _BAD, _("Nothing slows down password guessing."), advice)
    if not settings().redis_url:
        several = settings().web_processes > 1
        share = _("Set REDIS_URL so that all processes count together.") if several else None
        text = _("Each process counts for itself.")
        return Part(name, _("On"), _NOTE if several else OK, text, share)
    if counts().is_shared():
        return Part(name, _("OK"), OK, _("All processes count together in Redis."))
    text = _("Redis does not answer; each process counts for itself until it does.")
    advice = _("Start Redis again, or check REDIS_URL.")
    return Part(name, _("Without Redis"), _BAD, text, advice)


def _processes() -> Part:
    text = _("%(count)s on each web machine.", count=settings().web_processes)
    if facts.is_for_one_machine():
        text = _("%(count)s, all on this machine.", count=settings().web_processes)
    return Part(_("Web processes"), _("Set"), OK, text)


def _mail() -> Part:
    name, host, sender = _("Mail"), settings().smtp_host, settings().mail_from
    if settings().mail == "smtp":
        failure = installation_facts.find(db.session.connection(), MAIL_FAILURE)
        if failure is not None:
            return _failed_mail(name, host, failure.value, failure.recorded_at)
        text = _("Through %(host)s, from %(sender)s.", host=host, sender=sender)
        return Part(name, _("Set"), OK, text)
    kind = _BAD if settings().is_production else _NOTE
    text = _("Mail is only printed in the server's output, not sent.")
    return Part(name, _("Not sent"), kind, text, _("Set MAIL=smtp and SMTP_HOST."))


def _failed_mail(name: str, host: str, reason: str, at: int) -> Part:
    text = _("The last mail was not sent through %(host)s (%(reason)s).", host=host, reason=reason)
    advice = _("Check the SMTP_ settings, then send a test mail.")
    if reason.startswith("certificate"):
        advice = _("The server needs a valid certificate that names SMTP_HOST.")
    return Part(name, _("Failed"), _BAD, text, advice, at)


def _webhooks() -> Part:
    name, counts = _("Webhooks"), delivery_search.health_of()
    text = _(
        "%(active)s active, of which %(failing)s are refused now; %(paused)s paused.",
        active=format_decimal(counts.active),
        failing=format_decimal(counts.failing),
        paused=format_decimal(counts.paused),
    )
    if counts.active and counts.failing == counts.active:
        advice = _("None gets through: check that this server reaches others by https.")
        return Part(name, _("Refused"), _BAD, text, advice)
    return Part(name, _("OK"), OK, text)


def _purge() -> Part:
    name, at = _("Last purge"), audit_search.last("database.purged")
    if at is not None and clock.now() - at <= LONG_WITHOUT_PURGE:
        text = _("Expired codes, tokens and sessions are deleted.")
        return Part(name, _("OK"), OK, text, at=at)
    label = _("Never") if at is None else _("Long ago")
    advice = _("Run “stagedoor purge” once a day.")
    return Part(name, label, _NOTE, _("Expired rows pile up."), advice, at)


def _mode() -> Part:
    if settings().is_production:
        return Part(_("Mode"), _("Production"), OK, settings().public_url)
    advice = _("Set STAGEDOOR_ENV=production before real people use it.")
    return Part(_("Mode"), _("Development"), _NOTE, settings().public_url, advice)


PARTS = [_database, _migrations, _rate_limits, _processes, _mail, _webhooks, _purge, _mode]
