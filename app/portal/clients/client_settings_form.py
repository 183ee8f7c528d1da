"""The forms for the settings of an app, each setting with its consequence."""

from typing import Any

from wtforms import BooleanField, RadioField, SelectChoice, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.language.texts import lazy_gettext as _
from app.models.clients import client_settings
from app.models.clients.client import Client
from app.models.clients.client_settings import ClientSettings
from app.models.values import scopes
from app.portal.clients.client_presenter import PROFILE_LABELS
from app.portal.forms.fields import PortalForm
from app.web.template_filters import duration

HOUR, DAY = 3600, 86_400  # seconds
ACCESS_LIFETIMES = (HOUR, 2 * HOUR, 12 * HOUR, DAY, 7 * DAY, 30 * DAY, 90 * DAY, 365 * DAY)
REFRESH_LIFETIMES = (DAY, 7 * DAY, 30 * DAY, 90 * DAY, 365 * DAY)
NEEDS_SECRET = ("pkce_required", "silent_reapproval", "redirect_uri_optional")
FIXED_FOR_DIRECT_TOKENS = (
    "refresh_token_lifetime",
    "default_scopes",
    "state_required",
    "silent_reapproval",
    "redirect_uri_optional",
)


class ClientProfileForm(PortalForm):
    """Another profile, with all its settings."""

    profile = RadioField(_("How it works"), choices=PROFILE_LABELS)


class ClientSettingsForm(PortalForm):
    """The settings one by one; those that are fixed for an app are left out."""

    access_token_lifetime = SelectField(
        _("Access tokens work for"),
        coerce=int,
        description=_(
            "A stolen token works that long; the shorter, the more often your app has to refresh."
        ),
    )
    refresh_token_lifetime = SelectField(
        _("Refresh tokens work for, since their last use"),
        coerce=int,
        description=_("An app that stays away longer has to ask the organizer again."),
    )
    default_scopes = SelectMultipleField(
        _("Default scopes"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_("What a request asks for when it names no scope. Organizers read them all."),
    )
    pkce_required = BooleanField(
        _("Require PKCE"),
        description=_("Requests without a code_challenge fail, and a stolen code is worthless."),
    )
    state_required = BooleanField(
        _("Require state"),
        description=_("Requests without it fail, which protects against forged responses."),
    )
    sends_iss = BooleanField(
        _("Send iss with every response"),
        description=_(
            "Your app can verify that the response is ours (RFC 9207). Some old libraries fail on "
            "an unknown parameter."
        ),
    )
    silent_reapproval = BooleanField(
        _("Skip the consent page when the same was allowed before"),
        description=_("Users come back without a click; prompt=consent still shows them the page."),
    )
    token_in_query = BooleanField(
        _("Accept access tokens in the query or body of a call"),
        description=_(
            "Addresses end up in logs and browser histories, and your tokens with them. Only for "
            "clients that cannot send a header."
        ),
    )
    redirect_uri_optional = BooleanField(
        _("Accept a token request without redirect_uri"),
        description=_(
            "Works only while the app has exactly one redirect URI, and skips the check that the "
            "code was sent to it."
        ),
    )

    @classmethod
    def of(cls, client: Client, **options: Any) -> "ClientSettingsForm":
        """The form that was sent for ``client``, or one with its present settings."""
        now = ClientSettings.of(client)
        data = {**vars(now), "default_scopes": sorted(scopes.parse(now.default_scopes))}
        form = cls(data=data, **options)
        form.access_token_lifetime.choices = _times(
            ACCESS_LIFETIMES, now.access_token_lifetime, client_settings.longest_access_token()
        )
        form.refresh_token_lifetime.choices = [
            SelectChoice(0, _("None: no refresh tokens")),
            *_times(
                REFRESH_LIFETIMES,
                now.refresh_token_lifetime,
                client_settings.longest_refresh_token(),
            ),
        ]
        form.default_scopes.choices = [
            SelectChoice(scope.name, f"{scope.sentence} ({scope.name})")
            for scope in scopes.describe(scopes.closure(scopes.parse(client.scopes)))
        ]
        for name in _fixed(client):
            del form[name]
        return form

    def settings(self, client: Client) -> ClientSettings:
        """The present settings of ``client`` with the form's values, unchecked."""
        chosen = {field.name: field.data for field in self if field.name != "csrf_token"}
        if "default_scopes" in chosen:
            chosen["default_scopes"] = scopes.dump(chosen["default_scopes"] or ())
        return ClientSettings(**{**vars(ClientSettings.of(client)), **chosen})


def _fixed(client: Client) -> set[str]:
    fixed = set() if client.confidential else set(NEEDS_SECRET)
    return fixed | set(FIXED_FOR_DIRECT_TOKENS) if client.direct_token else fixed


def _times(usual: tuple[int, ...], now: int, longest: int) -> list[SelectChoice]:
    offered = {seconds for seconds in (*usual, now, longest) if 0 < seconds <= longest}
    return [SelectChoice(seconds, duration(seconds)) for seconds in sorted(offered)]
