"""The form for the standards of an app: each is off unless its developer asks for it."""

import json
from typing import Any

from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.language.texts import lazy_gettext as _
from app.models.clients.client import Client
from app.models.clients.registrations import standard_settings, standards, supported
from app.models.clients.registrations.standard_settings import DEVICE, FOR_ITSELF, KEYS
from app.models.values.errors import ValidationError
from app.portal.forms.fields import PortalForm

SECRET = "secret"
GRANT_TYPES = {
    DEVICE: _("Connect from a device without a browser, by a code that people type"),
    FOR_ITSELF: _("Get tokens for the app itself, without a person"),
}
OF_CONFIDENTIAL = (
    "token_endpoint_auth_method",
    "jwks",
    "jwks_uri",
    "token_endpoint_auth_signing_alg",
)
# A group of the page: its key in the template, and its fields in order.
GROUPS = {
    "openid": (
        "id_token_signed_response_alg",
        "userinfo_signed_response_alg",
        "default_max_age",
        "require_auth_time",
    ),
    "logout": (
        "post_logout_redirect_uris",
        "backchannel_logout_uri",
        "backchannel_logout_session_required",
    ),
    "grant_types": ("grant_types",),
    "authentication": OF_CONFIDENTIAL,
    "requests": ("require_pushed_authorization_requests",),
    "dpop": ("dpop_bound_access_tokens",),
    "policies": ("policy_uri", "tos_uri"),
}


def _names(values: tuple[str, ...]) -> list[SelectChoice]:
    return [SelectChoice(value, value) for value in values]


class ClientStandardsForm(PortalForm):
    """The members of the app's metadata, by the names of RFC 7591."""

    id_token_signed_response_alg = SelectField(
        _("ID tokens are signed with"), choices=_names(supported.ID_TOKEN_ALGS)
    )
    userinfo_signed_response_alg = SelectField(
        _("Userinfo responses"),
        choices=[SelectChoice("", _("JSON, not signed")), *_names(supported.ID_TOKEN_ALGS)],
    )
    default_max_age = IntegerField(
        _("Ask people to sign in again after (seconds)"),
        validators=[Optional()],
        description=_(
            "Empty: only when their session has ended. A request may set max_age instead."
        ),
    )
    require_auth_time = BooleanField(_("Always say in the ID token when the person signed in"))

    post_logout_redirect_uris = TextAreaField(
        _("Where people may return after signing out"),
        description=_("One address a line, exactly as your app sends it."),
    )
    backchannel_logout_uri = StringField(
        _("Tell your server when a person signs out"),
        description=_(
            "A public https address that takes a signed logout token. During development, http on"
            " this machine works, too."
        ),
    )
    backchannel_logout_session_required = BooleanField(
        _("Name the session in the logout token (sid)")
    )

    grant_types = SelectMultipleField(
        _("What it may also do"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    token_endpoint_auth_method = RadioField(
        _("Your server proves itself by"),
        choices=[
            SelectChoice(SECRET, _("A client secret")),
            SelectChoice(KEYS, _("A signature with its own key (private_key_jwt)")),
        ],
        description=_("With keys, every secret of the app stops working when you save."),
    )
    jwks = TextAreaField(
        _("Public keys"),
        description=_("A JWK Set in JSON: RS256, PS256, ES256 or EdDSA. Never the private keys."),
    )
    jwks_uri = StringField(
        _("Or the address of the keys"),
        description=_(
            "We fetch it, and again when a new key signs: you change keys without coming here."
        ),
    )
    token_endpoint_auth_signing_alg = SelectField(
        _("Signatures must use"),
        choices=[SelectChoice("", _("Any of them")), *_names(supported.SIGNING_ALGS)],
    )

    require_pushed_authorization_requests = BooleanField(_("Refuse requests that were not pushed"))
    dpop_bound_access_tokens = BooleanField(_("Refuse token requests without a DPoP proof"))

    policy_uri = StringField(_("Privacy policy"))
    tos_uri = StringField(_("Terms of service"))

    @classmethod
    def of(cls, client: Client, **options: Any) -> "ClientStandardsForm":
        """The form that was sent for ``client``, or one with its present values."""
        now = standards.describe(client)
        now["jwks"] = json.dumps(now["jwks"], indent=2) if "jwks" in now else ""
        now["post_logout_redirect_uris"] = "\n".join(now.get("post_logout_redirect_uris", ()))
        now["token_endpoint_auth_method"] = KEYS if client.proves_itself_by_key else SECRET
        now["grant_types"] = client.grant_types.split()
        form = cls(data=now, **options)
        offered = standard_settings.optional_grant_types(client)
        form.grant_types.choices = [SelectChoice(name, GRANT_TYPES[name]) for name in offered]
        if not offered:
            del form.grant_types
        for name in () if client.confidential else OF_CONFIDENTIAL:
            del form[name]
        return form

    def members(self) -> dict[str, Any]:
        """The values as members of a registration; raises ValidationError for broken JSON."""
        left_out = {"csrf_token", "grant_types"}
        values = {field.name: field.data for field in self if field.name not in left_out}
        values = {name: v.strip() if isinstance(v, str) else v for name, v in values.items()}
        uris = values["post_logout_redirect_uris"] or ""
        values["post_logout_redirect_uris"] = uris.split()
        if values.get("token_endpoint_auth_method") == SECRET:
            del values["token_endpoint_auth_method"]
        if "jwks" in values:
            values["jwks"] = _read_json(values["jwks"])
        return values

    def chosen_grant_types(self) -> tuple[str, ...]:
        """The optional grant types that are ticked."""
        return tuple(self.grant_types.data or ()) if "grant_types" in self else ()


def _read_json(text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ValidationError("jwks", _("This is not valid JSON.")) from None
