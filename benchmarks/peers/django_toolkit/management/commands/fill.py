"""``django fill EVENTS TOKENS``: make the tables and print credentials, as JSON."""

import json
import secrets
from argparse import ArgumentParser
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone
from oauth2_provider.models import AccessToken, Application, Grant, RefreshToken

from benchmarks.peers.django_toolkit.models import Event, Team
from benchmarks.peers.peer_data import CHALLENGE, REDIRECT_URI, SCOPES, WINDOW, event_values


class Command(BaseCommand):
    """Fill the database."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take both numbers."""
        parser.add_argument("events", type=int)
        parser.add_argument("tokens", type=int)

    def handle(self, *, events: int, tokens: int, **_options: object) -> None:
        """Print what a client needs to know."""
        call_command("migrate", verbosity=0, run_syncdb=True)
        user = User.objects.create_user("olivia", "olivia@example.org", first_name="Olivia")
        team = Team.objects.create(slug="bench", name="Bench")
        rows = [Event(team=team, **event_values(number)) for number in range(events)]
        Event.objects.bulk_create(rows, batch_size=500)
        reader = make_application(user, Application.GRANT_AUTHORIZATION_CODE)
        partner = make_application(user, Application.GRANT_CLIENT_CREDENTIALS)
        filled = {
            "client_id": reader.client_id,
            "client_secret": reader.client_secret,
            "partner_id": partner.client_id,
            "partner_secret": partner.client_secret,
            **make_tokens(reader, user, tokens),
            "codes": make_codes(reader, user, tokens),
            "cookie": sign_in(user),
        }
        self.stdout.write(json.dumps(filled))


def make_application(user: User, grant_type: str) -> Application:
    """A confidential app whose secret is stored as it is."""
    return Application.objects.create(
        user=user,
        name="Poster Board",
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=grant_type,
        client_secret=secrets.token_hex(24),
        hash_client_secret=False,
        redirect_uris=REDIRECT_URI,
    )


def make_tokens(application: Application, user: User, count: int) -> dict[str, list[str]]:
    """Access tokens, each with a refresh token."""
    whose = {"user": user, "application": application}
    until = timezone.now() + timedelta(seconds=WINDOW)
    access_tokens = AccessToken.objects.bulk_create(
        AccessToken(token=secrets.token_hex(21), scope=SCOPES, expires=until, **whose)
        for _token in range(count)
    )
    refresh_tokens = RefreshToken.objects.bulk_create(
        RefreshToken(token=secrets.token_hex(24), access_token=access_token, **whose)
        for access_token in access_tokens
    )
    return {
        "access_tokens": [token.token for token in access_tokens],
        "refresh_tokens": [token.token for token in refresh_tokens],
    }


def make_codes(application: Application, user: User, count: int) -> list[str]:
    """Codes with a code challenge."""
    until = timezone.now() + timedelta(seconds=WINDOW)
    codes = [secrets.token_hex(24) for _code in range(count)]
    Grant.objects.bulk_create(
        Grant(
            code=code,
            user=user,
            application=application,
            expires=until,
            redirect_uri=REDIRECT_URI,
            scope=SCOPES,
            code_challenge=CHALLENGE,
            code_challenge_method=Grant.CODE_CHALLENGE_S256,
        )
        for code in codes
    )
    return codes


def sign_in(user: User) -> str:
    """The cookie of a browser in which the user has signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
