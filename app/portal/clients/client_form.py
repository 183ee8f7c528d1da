"""The forms for the metadata of an app."""

from dataclasses import replace
from typing import Any, Self

from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.language.texts import lazy_gettext as _
from app.models.clients.client import Client
from app.models.clients.client_metadata import (
    MAX_DESCRIPTION,
    MAX_NAME,
    MAX_WEBSITE,
    ClientMetadata,
    check_description,
    check_name,
    check_website,
    find_bad_redirect_uris,
)
from app.models.clients.client_profile import PROFILES
from app.models.clients.developer_teams.client_ownership import Owner
from app.models.clients.developer_teams.developer_role import Act
from app.models.values import scopes
from app.models.values.errors import ValidationError as RefusedValueError
from app.portal.clients.client_presenter import PROFILE_LABELS
from app.portal.clients.developer_teams import owner_choice
from app.portal.forms.fields import PortalForm, checked_by, required
from app.portal.forms.once_form import OnceForm
from app.web.signed_in import current_person

PLACES = (
    SelectChoice("1", _("On a server: it can keep a secret")),
    SelectChoice("0", _("In a browser, on a phone or a desktop: public, no secret, uses PKCE")),
)
ACCESS = (
    SelectChoice("read", _("Reads")),
    SelectChoice("write", _("Reads and writes")),
)
PKCE = (
    SelectChoice("required", _("Required: a stolen code is worthless")),
    SelectChoice("optional", _("Optional: for a library that cannot send a code challenge")),
)


def tidy_lines(text: str | None) -> str:
    """The lines of a text area without space around them and without empty ones."""
    lines = (line.strip(" \t\r") for line in (text or "").split("\n"))
    return "\n".join(filter(None, lines))


def addresses_in_order(form: "ClientForm", field: TextAreaField) -> None:
    """A validator that adds an error for each bad line."""
    problems = find_bad_redirect_uris(form.addresses())
    field.errors.extend(problems[:-1])
    for last in problems[-1:]:
        raise ValidationError(last)


def scope_choices() -> list[SelectChoice]:
    """Every scope, with the sentence of the consent page."""
    return [
        SelectChoice(scope.name, f"{scope.sentence} ({scope.name})")
        for scope in scopes.SCOPES.values()
    ]


def owner_choices() -> list[SelectChoice]:
    """Who may own a new app: the user, and their developer teams."""
    return [SelectChoice(*pair) for pair in owner_choice.choices(current_person(), Act.CHANGE)]


def scopes_field(*validators: DataRequired) -> SelectMultipleField:
    """A checkbox for each scope."""
    return SelectMultipleField(
        _("Scopes"),
        validators,
        choices=scope_choices,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class ClientForm(PortalForm):
    """The metadata that can be changed later."""

    name = StringField(
        _("Name"),
        [required, checked_by(check_name)],
        description=_("Organizers see it on the consent page."),
        render_kw={"maxlength": MAX_NAME},
    )
    redirect_uris = TextAreaField(
        _("Redirect URIs"),
        [addresses_in_order],
        filters=[tidy_lines],
        description=_("Where users are sent back to. One per line, exactly as your app sends it."),
        render_kw={"rows": 5},
    )
    website = StringField(
        _("Website"),
        [checked_by(check_website)],
        description=_("A page about the app; starts with https://."),
        render_kw={"maxlength": MAX_WEBSITE},
    )
    description = StringField(
        _("Description"),
        [checked_by(check_description)],
        description=_("What the app does, in a sentence."),
        render_kw={"maxlength": MAX_DESCRIPTION},
    )
    scopes = scopes_field()
    client: Client | None = None  # the one that is changed

    def validate_name(self, field: Field) -> None:
        """A validator that keeps the names of reviewed apps to their developers."""
        client = self.client
        if field.errors or (client is not None and field.data == client.name):
            return
        try:
            owner = client.owner if client else self.chosen_owner()
            Client.check_free_name(field.data, owner, besides=client)
        except RefusedValueError as error:
            raise ValidationError(error.message) from None

    def chosen_owner(self) -> Owner | None:
        """Who will own the app; None for a choice that is none."""
        return current_person()

    @classmethod
    def of(cls, metadata: ClientMetadata) -> Self:
        """The form filled in with ``metadata``, unchecked; fields it lacks are left out."""
        return cls(
            formdata=None,
            name=metadata.name,
            redirect_uris=tidy_lines("\n".join(metadata.redirect_uris)),
            website=metadata.website,
            description=metadata.description,
            profile=metadata.profile,
            confidential="1" if metadata.confidential else "0",
            scopes=sorted(metadata.scopes),
        )

    def addresses(self) -> tuple[str, ...]:
        """The redirect URIs, one per line."""
        return tuple(filter(None, (self.redirect_uris.data or "").split("\n")))

    def described(self) -> dict[str, Any]:
        """The values of the form's fields, unchecked, by the names of ClientMetadata."""
        texts = (name for name in ("name", "website", "description") if name in self)
        typed: dict[str, Any] = {name: self[name].data or "" for name in texts}
        if "redirect_uris" in self:
            typed["redirect_uris"] = self.addresses()
        if "scopes" in self:
            typed["scopes"] = frozenset(self.scopes.data or ())
        return typed


class NewClientForm(OnceForm, ClientForm):
    """A new app. Only its name and one redirect URI must be given."""

    # What most people leave as it is, folded away.
    MORE = ("website", "description", "scopes", "pkce", "profile")

    owner = SelectField(_("Owner"), choices=owner_choices, default=owner_choice.PERSON)
    confidential = RadioField(_("Where it runs"), choices=PLACES, default="1")
    access = RadioField(_("What it may ask for"), choices=ACCESS, default="write")
    pkce = RadioField(
        _("PKCE"),
        choices=PKCE,
        default="required",
        description=_("Of a standard app on a server. Public apps always use it."),
    )
    profile = RadioField(_("How it works"), choices=PROFILE_LABELS, default="standard")

    def chosen_owner(self) -> Owner | None:
        """The user, or the team of theirs that they chose."""
        return owner_choice.find(self.owner.data or "", current_person(), Act.CHANGE)

    @property
    def shows_more(self) -> bool:
        """Whether something in the folded part has an error or was changed."""
        folded = [self[name] for name in self.MORE]
        return any(field.errors or (field.data or None) != field.default for field in folded)

    @property
    def needs_pkce(self) -> bool:
        """Whether requests without a code challenge are refused, by choice.

        Clients of the other platforms send none, and have to run unchanged.
        """
        return bool(self.pkce.data == "required" and self.profile.data == "standard")

    @classmethod
    def filled_in(cls, query: MultiDict[str, str]) -> "NewClientForm":
        """The form filled in with the query of a link to it."""
        names = (
            "name",
            "website",
            "description",
            "profile",
            "confidential",
            "access",
            "pkce",
            "owner",
        )
        return cls(
            formdata=None,
            redirect_uris=tidy_lines("\n".join(query.getlist("redirect_uris"))),
            scopes=sorted(scopes.parse(" ".join(query.getlist("scopes")))),
            **{name: query[name] for name in names if name in query},
        )

    def metadata(self) -> ClientMetadata:
        """The metadata, checked; raises ValidationError(field, …)."""
        runs_on = "server" if self.confidential.data == "1" else "browser"
        described, profile = self.described(), PROFILES[self.profile.data]
        if not described["scopes"] and self.access.data == "read":
            described["scopes"] = profile.reading_scopes
        return ClientMetadata(**described, profile=profile.name, runs_on=runs_on).checked()

    def once_key(self, metadata: ClientMetadata) -> str | None:
        """A secret derived from this form and ``metadata``; None when the form is not ours."""
        content = [replace(metadata, scopes=frozenset()), *sorted(metadata.scopes)]
        return self.key_with(content, self.needs_pkce, self.owner.data)


class EditClientForm(ClientForm):
    """Changes to an app; its profile and where it runs stay as they are."""

    scopes = scopes_field(DataRequired(_("Choose at least one.")))


class RedirectURIsForm(EditClientForm):
    """The redirect URIs alone."""

    name = website = description = scopes = None


class ScopesForm(EditClientForm):
    """The scopes alone."""

    name = redirect_uris = website = description = None
