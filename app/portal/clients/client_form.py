"""The forms in which a developer describes an app."""

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import (
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

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
from app.models.values import scopes
from app.portal.clients.client_presenter import PROFILE_WORDS
from app.portal.forms.fields import PortalForm, checked_by, required
from app.portal.forms.once_form import OnceForm

PLACES = (
    SelectChoice("1", _("On a server: it can keep a secret")),
    SelectChoice("0", _("In a browser, on a phone or a desktop: public, no secret, uses PKCE")),
)


def tidy_lines(text: str | None) -> str:
    """The lines of a text area without space around them and without empty ones."""
    lines = (line.strip(" \t\r") for line in (text or "").split("\n"))
    return "\n".join(filter(None, lines))


def addresses_in_order(form: "ClientForm", field: TextAreaField) -> None:
    """Let each bad line say what is wrong with it."""
    problems = find_bad_redirect_uris(form.addresses())
    field.errors.extend(problems[:-1])
    for last in problems[-1:]:
        raise ValidationError(last)


def scope_choices() -> list[tuple[str, str]]:
    """Every scope, in the words that organizers read."""
    return [(scope.name, f"{scope.sentence} ({scope.name})") for scope in scopes.SCOPES.values()]


class ClientForm(PortalForm):
    """What can be changed later, too."""

    name = StringField(
        _("Name"),
        [required, checked_by(check_name)],
        description=_("Organizers read it when they are asked to let the app in."),
        render_kw={"maxlength": MAX_NAME},
    )
    redirect_uris = TextAreaField(
        _("Redirect URIs"),
        [addresses_in_order],
        filters=[tidy_lines],
        description=_("Where people are sent back to. One a line, exactly as your app sends it."),
        render_kw={"rows": 5},
    )
    website = StringField(
        _("Website"),
        [checked_by(check_website)],
        description=_("Where people can read about the app; starts with https://."),
        render_kw={"maxlength": MAX_WEBSITE},
    )
    description = StringField(
        _("Description"),
        [checked_by(check_description)],
        description=_("What the app does, in a sentence."),
        render_kw={"maxlength": MAX_DESCRIPTION},
    )
    scopes = SelectMultipleField(
        _("Scopes"),
        choices=scope_choices,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def addresses(self) -> tuple[str, ...]:
        """The redirect URIs, a line each."""
        return tuple(filter(None, (self.redirect_uris.data or "").split("\n")))

    def described(self) -> dict[str, Any]:
        """What was typed, unchecked, field by field, by the names of ClientMetadata."""
        texts = (name for name in ("name", "website", "description") if name in self)
        typed: dict[str, Any] = {name: self[name].data or "" for name in texts}
        if "redirect_uris" in self:
            typed["redirect_uris"] = self.addresses()
        if "scopes" in self:
            typed["scopes"] = frozenset(self.scopes.data or ())
        return typed


class NewClientForm(OnceForm, ClientForm):
    """A new app. Only its name and one redirect URI must be given."""

    profile = RadioField(_("How it works"), choices=lambda: PROFILE_WORDS, default="standard")
    confidential = RadioField(_("Where it runs"), choices=PLACES, default="1")

    @classmethod
    def filled_in(cls, given: MultiDict[str, str]) -> "NewClientForm":
        """The empty form, with what a link to it says already filled in."""
        wishes = {
            name: given[name]
            for name in ("name", "website", "description", "profile", "confidential")
            if name in given
        }
        return cls(
            formdata=None,
            redirect_uris=tidy_lines("\n".join(given.getlist("redirect_uris"))),
            scopes=sorted(scopes.parse(" ".join(given.getlist("scopes")))),
            **wishes,
        )

    @classmethod
    def of(cls, metadata: ClientMetadata) -> "NewClientForm":
        """The form as ``metadata``, unchecked, fills it in."""
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

    def metadata(self) -> ClientMetadata:
        """What was typed, cleaned; raises ValidationError(field, …)."""
        runs_on = "server" if self.confidential.data == "1" else "browser"
        return ClientMetadata(
            **self.described(), profile=self.profile.data, runs_on=runs_on
        ).checked()

    def once_key(self, metadata: ClientMetadata) -> str | None:
        """A secret that this form gives with ``metadata`` alone; None if it was not ours."""
        return self.key_with([replace(metadata, scopes=frozenset()), *sorted(metadata.scopes)])


class EditClientForm(ClientForm):
    """Changes to an app; where it runs and how it works stay as they are."""

    scopes = SelectMultipleField(
        _("Scopes"),
        [DataRequired(_("Choose at least one."))],
        choices=scope_choices,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    @classmethod
    def of(cls, client: Client) -> "EditClientForm":
        """The form with what ``client`` says now."""
        return cls(
            formdata=None,
            name=client.name,
            redirect_uris="\n".join(client.registered_uris()),
            website=client.website,
            description=client.description,
            scopes=sorted(scopes.parse(client.scopes)),
        )


class RedirectURIsForm(EditClientForm):
    """The redirect URIs alone."""

    name = website = description = scopes = None


class ScopesForm(EditClientForm):
    """The scopes alone."""

    name = redirect_uris = website = description = None
