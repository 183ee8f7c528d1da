"""Profiles: named presets of the per-client settings. No code branches on a profile."""

from dataclasses import dataclass, fields

from app.language.texts import lazy_gettext as _
from app.models.values import scopes

DAY = 86_400  # seconds
YEAR = 365 * DAY


@dataclass(frozen=True)
class Profile:
    """Initial settings of a client. Lifetimes are in seconds; 0 means none is issued."""

    name: str
    label: object
    access_token_lifetime: int = 7200
    refresh_token_lifetime: int = 90 * DAY  # since its last use
    default_scopes: str = "events:read"
    scopes: str = "events:read events:write profile:read tickets:read"
    redirect_uri_optional: bool = False  # at the token endpoint, with one registered
    replay_ends_tokens: bool = True
    token_in_query: bool = False
    direct_token: bool = False
    state_required: bool = False
    pkce_required: bool = False  # of a confidential client; a public one always needs it
    silent_reapproval: bool = True
    sends_iss: bool = True
    sends_grant_id: bool = True  # with tokens
    redirects_errors: bool = True
    several_teams: bool = False
    grant_types: str = "authorization_code refresh_token"

    @property
    def reading_scopes(self) -> frozenset[str]:
        """Those of its scopes that change nothing."""
        usual = scopes.describe(scopes.parse(self.scopes))
        return frozenset(scope.name for scope in usual if not scope.writes)

    def settings(self) -> dict[str, object]:
        """The values a new client copies, by column name."""
        return {name: getattr(self, name) for name in SETTING_NAMES}


_DESCRIPTION = {"name", "label", "scopes"}  # everything else is a setting of the client
SETTING_NAMES = tuple(field.name for field in fields(Profile) if field.name not in _DESCRIPTION)


_ALL = (
    Profile("standard", _("Standard OAuth 2.0")),
    Profile(
        "gancio",
        _("Works like Gancio"),
        access_token_lifetime=YEAR,
        refresh_token_lifetime=YEAR,
        default_scopes="event:write",
        scopes="event:write events:read",
        redirect_uri_optional=True,
        replay_ends_tokens=False,
        sends_iss=False,
        sends_grant_id=False,
        redirects_errors=False,
    ),
    Profile(
        "eventpop",
        _("Works like Eventpop"),
        default_scopes="public",
        scopes="public events:read",
        grant_types="authorization_code refresh_token client_credentials",
        token_in_query=True,
        sends_iss=False,
        sends_grant_id=False,
    ),
    Profile(
        "eventtemple",
        _("Works like Event Temple"),
        default_scopes="crm_read",
        scopes="crm_read crm_manage",
        grant_types="authorization_code refresh_token client_credentials",
        sends_iss=False,
        sends_grant_id=False,
        several_teams=True,
    ),
    Profile(
        "passport",
        _("Works like Laravel Passport or Kanka"),
        access_token_lifetime=YEAR,
        refresh_token_lifetime=YEAR,
        sends_iss=False,
        sends_grant_id=False,
    ),
    Profile(
        "kagibag",
        _("Works like Kagibag"),
        access_token_lifetime=YEAR,
        refresh_token_lifetime=0,
        scopes="events:read",
        direct_token=True,
        state_required=True,
        silent_reapproval=False,
        sends_iss=False,
        sends_grant_id=False,
    ),
)
PROFILES = {profile.name: profile for profile in _ALL}
