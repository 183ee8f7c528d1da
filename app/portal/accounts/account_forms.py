"""The forms about somebody's account."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField

from app.models.accounts import password, user
from app.models.values import wall_time
from app.portal.forms.fields import PortalForm, required

NEW_PASSWORD_HINT = _(
    "At least %(n)d characters; a few words are easy to remember.", n=password.MIN_LENGTH
)


class SignInForm(PortalForm):
    """Address and password."""

    email = StringField(_("E-mail"), [required])
    password = PasswordField(_("Password"), [required])


class SignUpForm(PortalForm):
    """Who somebody is, and the password they choose."""

    name = StringField(
        _("Your name"),
        [required],
        description=_("Teams you belong to see it."),
        render_kw={"maxlength": user.MAX_NAME},
    )
    email = StringField(_("E-mail"), [required])
    password = PasswordField(_("Password"), [required], description=NEW_PASSWORD_HINT)


class EmailForm(PortalForm):
    """The address somebody wants to sign in with from now on."""

    email = StringField(_("New e-mail address"), [required])


class AskResetForm(PortalForm):
    """The address of a forgotten account."""

    email = StringField(_("E-mail"), [required])


class ResetForm(PortalForm):
    """A new password, for somebody who followed a link."""

    password = PasswordField(_("New password"), [required], description=NEW_PASSWORD_HINT)


class ProfileForm(PortalForm):
    """What others see, and the zone times are shown in."""

    name = StringField(_("Your name"), [required], render_kw={"maxlength": user.MAX_NAME})
    timezone = StringField(
        _("Time zone"),
        [required],
        filters=[lambda text: wall_time.guess_zone(text or "")],
        description=_("Every time on these pages is shown in it. Type a city, such as Rome."),
    )


class PasswordForm(PortalForm):
    """The present password, and a new one."""

    current_password = PasswordField(_("Current password"), [required])
    password = PasswordField(_("New password"), [required], description=NEW_PASSWORD_HINT)
