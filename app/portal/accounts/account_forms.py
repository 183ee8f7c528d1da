"""The forms of a user's account."""

from wtforms import HiddenField, PasswordField, SelectField, StringField

from app.language.texts import lazy_gettext as _
from app.models.accounts import languages, password, user
from app.models.accounts.second_factors import passkey
from app.portal.forms.address_field import AddressField
from app.portal.forms.fields import PasskeyField, PortalForm, choices, required
from app.portal.forms.zone_field import BrowserZoneField, ZoneField

NEW_PASSWORD_HINT = _(
    "At least %(n)d characters. A few words are easy to remember.", n=password.MIN_LENGTH
)


class SignInForm(PortalForm):
    """Address and password, or instead of both a passkey."""

    email = AddressField(_("E-mail"), [required])
    password = PasswordField(_("Password"), [required])
    credential = PasskeyField()


class SecondStepForm(PortalForm):
    """The second step of signing in: a code, or a passkey."""

    code = StringField(_("Code"))
    credential = PasskeyField()


class SignUpForm(PortalForm):
    """Name, address and a new password."""

    name = StringField(
        _("Your name"),
        [required],
        description=_("Teams you belong to see it."),
        render_kw={"maxlength": user.MAX_NAME},
    )
    email = AddressField(_("E-mail"), [required])
    password = PasswordField(_("Password"), [required], description=NEW_PASSWORD_HINT)
    timezone = BrowserZoneField()


class EmailForm(PortalForm):
    """The new address of an account."""

    email = AddressField(_("New e-mail address"), [required])


class AskResetForm(PortalForm):
    """The address of a forgotten account."""

    email = AddressField(_("E-mail"), [required])


class ResetForm(PortalForm):
    """The new password, behind a mailed link; with the first one also the name."""

    name = StringField(
        _("Your name"),
        description=_("Teams you belong to see it."),
        render_kw={"maxlength": user.MAX_NAME},
    )
    password = PasswordField(_("New password"), [required], description=NEW_PASSWORD_HINT)
    timezone = BrowserZoneField()


class ProfileForm(PortalForm):
    """The name that others see, and the language and zone of pages and mails."""

    name = StringField(_("Your name"), [required], render_kw={"maxlength": user.MAX_NAME})
    timezone = ZoneField(
        _("Time zone"),
        description=_("All times on these pages are shown in it. Type a city, such as Rome."),
    )
    locale = SelectField(
        _("Language"),
        description=_("Of these pages, and of mails to you."),
        choices=choices(languages.NAMES),
    )


class PasswordForm(PortalForm):
    """The current password and a new one."""

    current_password = PasswordField(_("Current password"), [required])
    password = PasswordField(_("New password"), [required], description=NEW_PASSWORD_HINT)


class NewPasskeyForm(PortalForm):
    """The name of a new passkey, and what the browser answered."""

    name = StringField(
        _("Name"),
        [required],
        description=_("So that you recognize it in this list."),
        render_kw={"maxlength": passkey.MAX_NAME},
    )
    credential = PasskeyField()


class AuthenticatorForm(PortalForm):
    """The first code of an authenticator app, and the secret that it was given, encrypted."""

    code = StringField(
        _("Code"),
        [required],
        description=_("The six digits that the app shows now."),
    )
    secret = HiddenField()
