"""A client's settings that its developer may change, one by one or all by another profile.

Only safe combinations are stored: a public client always needs PKCE, and one that gets tokens
straight into a redirect always needs a state.
"""

from dataclasses import asdict, dataclass, replace

from app import config
from app.language.texts import gettext as _
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.clients.client_profile import PROFILES
from app.models.values import scopes
from app.models.values.errors import ValidationError


@dataclass(frozen=True)
class ClientSettings:
    """The values, by column name; lifetimes in seconds."""

    access_token_lifetime: int
    refresh_token_lifetime: int  # since its last use; 0: none is issued
    default_scopes: str
    pkce_required: bool
    state_required: bool
    sends_iss: bool
    silent_reapproval: bool
    token_in_query: bool
    redirect_uri_optional: bool

    @classmethod
    def of(cls, client: Client) -> "ClientSettings":
        """The present settings of ``client``."""
        return cls(**{name: getattr(client, name) for name in cls.__dataclass_fields__})

    def checked(self, client: Client) -> "ClientSettings":
        """These settings, made safe for ``client``; raises ValidationError(field, …)."""
        _check_lifetimes(self)
        names = scopes.parse(self.default_scopes)
        if not names:
            raise ValidationError("default_scopes", _("Choose at least one."))
        if not scopes.covers(scopes.parse(client.scopes), names):
            raise ValidationError("default_scopes", _("Choose among the scopes the app may have."))
        settings = replace(self, default_scopes=scopes.dump(names))
        if not client.confidential:
            settings = replace(
                settings, pkce_required=True, silent_reapproval=False, redirect_uri_optional=False
            )
        if client.direct_token:
            settings = replace(
                settings,
                refresh_token_lifetime=0,
                default_scopes="events:read",
                state_required=True,
                silent_reapproval=False,
                redirect_uri_optional=False,
            )
        return settings


def longest_access_token() -> int:
    """The operator's limit, in seconds."""
    return config.settings().max_access_token_lifetime


def longest_refresh_token() -> int:
    """In seconds: the lifetime of the whole token family."""
    return config.settings().refresh_family_lifetime


def change(client: Client, settings: ClientSettings) -> None:
    """Apply ``settings``, made safe; raises ValidationError(field, …)."""
    before = asdict(ClientSettings.of(client))
    after = _take(client, settings)
    changes = {name: str(value) for name, value in after.items() if value != before[name]}
    if changes:
        audit_trail.record("client.settings_changed", changes, client=client)


def preset(client: Client, profile_name: str) -> None:
    """Apply all settings of a profile; its default scopes are added to the client's scopes.

    Raises ValidationError("profile", …), or ("redirect_uris", …) for an address at which another
    app gets direct tokens.
    """
    if profile_name not in PROFILES:
        raise ValidationError("profile", _("Choose one of the profiles."))
    profile = PROFILES[profile_name]
    if profile.direct_token:
        client.refuse_addresses_of_others(client.registered_uris())
    client.profile = profile.name
    for name, value in profile.settings().items():
        setattr(client, name, value)
    defaults = scopes.parse(client.default_scopes)
    client.allow(scopes.parse(client.scopes) | defaults)
    settings = ClientSettings.of(client)
    access = min(settings.access_token_lifetime, longest_access_token())
    refresh = min(settings.refresh_token_lifetime, longest_refresh_token())
    _take(client, replace(settings, access_token_lifetime=access, refresh_token_lifetime=refresh))
    audit_trail.record("client.profile_changed", client=client, profile=client.profile)


def _take(client: Client, settings: ClientSettings) -> dict[str, object]:
    values: dict[str, object] = asdict(settings.checked(client))
    for name, value in values.items():
        setattr(client, name, value)
    return values


def _check_lifetimes(settings: ClientSettings) -> None:
    if not 0 < settings.access_token_lifetime <= longest_access_token():
        raise ValidationError("access_token_lifetime", _("Choose one of the times on offer."))
    if not 0 <= settings.refresh_token_lifetime <= longest_refresh_token():
        raise ValidationError("refresh_token_lifetime", _("Choose one of the times on offer."))
