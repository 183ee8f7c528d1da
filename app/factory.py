"""The application factory."""

from typing import TYPE_CHECKING, Any, cast

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from app import api, models, oauth, openapi, portal, resources
from app.application import Application
from app.callers import counts
from app.callers.counts import Counts
from app.callers.forwarded_headers import ForwardedHeaders
from app.checks import setting_checks
from app.commands import command_line
from app.config import Settings, make_home, secret_key
from app.database import hot_reads, migrations, pulse, statement_times, stored_text
from app.database.engine import engine_options
from app.database.postgresql import pooler, replica
from app.database.sqlite import prepare_engine
from app.extensions import csrf, db, login_manager
from app.language import current, template_texts
from app.mail import delivery
from app.observability import health, logs, metering, metrics, tracing
from app.observability.access_log import AccessLog
from app.observability.slow_requests import SlowRequests
from app.outbound import fetch
from app.web import (
    assets,
    connect_buttons,
    errors,
    template_filters,
)
from app.web.body_reads import BodyReads
from app.web.browser_cookie import BrowserCookie
from app.web.cross_origin import Preflights
from app.web.headers import AnswerHeaders
from app.web.language import locale, switch
from app.web.policies import policy_files

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

DROPPED = frozenset({"csrf_protect", "_update_remember_cookie"})


def create_app(settings: Settings) -> Flask:
    """The application for ``settings``; raises UnsafeSettingsError if they are unsafe."""
    setting_checks.refuse_unsafe(settings, setting_checks.PROTECTION)
    return make_app(settings)


def make_app(settings: Settings) -> Flask:
    """The application for settings that may be unsafe, as ``stagedoor check`` needs it."""
    app = Application("app", template_folder=resources.TEMPLATES, static_folder=resources.STATIC)
    configure(app, settings)
    logs.configure(settings)
    wrap(app, settings)
    bind_extensions(app, settings)
    switch.register(app)
    errors.register(app)
    health.register(app)
    metering.register(app)
    metrics.register(app)
    delivery.register(app)
    fetch.register(app, settings)
    template_filters.register(app)
    assets.register(app)
    connect_buttons.register(app)
    policy_files.register(app)
    for door in (oauth, api, portal):
        door.register(app)
    openapi.register(app)
    command_line.register(app)
    with app.app_context():
        tracing.register(app)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Set Flask's configuration from the settings."""
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=secret_key(settings),
        SECRET_KEY_FALLBACKS=settings.secret_key_fallbacks.split(),
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
        # Browsers accept a __Host- cookie only with https, path "/" and no domain.
        SESSION_COOKIE_NAME="__Host-stagedoor" if settings.is_https else "stagedoor",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        TRUSTED_HOSTS=trusted_hosts(settings),
        MAX_CONTENT_LENGTH=1024 * 1024,  # bytes; upload views have their own
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,  # valid as long as the session
        WTF_CSRF_SSL_STRICT=settings.is_https,
    )
    cast("DefaultJSONProvider", app.json).sort_keys = False  # keep the documented order


def wrap(app: Flask, settings: Settings) -> None:
    """Put around the application what every request passes, the outermost last."""
    inner: WSGIApplication = AnswerHeaders(Preflights(app), app)
    if settings.slow_request:
        inner = SlowRequests(inner, settings.slow_request)
    counted = ForwardedHeaders(AccessLog(inner), settings.trusted_proxies)
    # As Flask documents.
    app.wsgi_app = BodyReads(counted, max(1, settings.threads // 2))  # type: ignore[method-assign]


def trusted_hosts(settings: Settings) -> list[str]:
    """The accepted Host headers: PUBLIC_URL's host, and loopback for health checks."""
    return [settings.public_name, "127.0.0.1", "localhost"]


def bind_extensions(app: Flask, settings: Settings) -> None:
    """Bind every extension to the app."""
    make_home(settings)
    app.extensions[counts.KEY] = make_counts(settings)
    db.init_app(app)
    migrations.register(app, db)
    login_manager.init_app(app)
    csrf.init_app(app)
    drop_hooks(app)
    app.session_interface = BrowserCookie()
    current.register(app, locale=locale.pick_locale, timezone=locale.pick_timezone)
    template_texts.register(app)
    with app.app_context():
        prepare_engine(db.engine)
        pulse.watch_engine(db.engine)
        pooler.adapt_engine(db.engine, settings.database_prepared_statements)
        stored_text.guard_engine(db.engine)
        hot_reads.register(app)
        replica.register(app, settings)
        if settings.slow_request:
            statement_times.register(db.engine)


def drop_hooks(app: Flask) -> None:
    """Remove hooks of extensions that every request would pass for what few need.

    Forms check their token where they arrive, in the portal's blueprint and in views of the
    authorization server, and there are no sign-ins without a session.
    """
    hooks: Any
    for hooks in (app.before_request_funcs[None], app.after_request_funcs[None]):
        hooks[:] = [hook for hook in hooks if hook.__name__ not in DROPPED]


def make_counts(settings: Settings) -> Counts:
    """What counts callers: in Redis for all processes, if there is one."""
    if settings.redis_url:
        from app.callers.shared_counts import SharedCounts  # brings Redis

        return SharedCounts(settings.redis_url)
    return Counts()


__all__ = ["create_app", "models"]
