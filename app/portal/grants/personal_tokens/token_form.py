"""The form for a personal token."""

import re
from datetime import UTC, date, datetime, time
from typing import Self

from wtforms import SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from app.language.texts import gettext, ngettext
from app.language.texts import lazy_gettext as _
from app.models.accounts.user import User
from app.models.credentials.personal_tokens import personal_token
from app.models.credentials.personal_tokens.personal_token import DAY
from app.models.grants.grant import MAX_LABEL
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values import clock, scopes
from app.models.values.errors import ValidationError
from app.portal.forms.fields import required
from app.portal.forms.once_form import OnceForm

TIMES = ("7d", "30d", "90d", "180d", "1y")
USUAL = "90d"
_TIME = re.compile(r"([0-9]{1,4})([dy]?)")
_DAYS = {"": 1, "d": 1, "y": 365}


class PersonalTokenForm(OnceForm):
    """What the token is for, what it may do, and how long."""

    name = StringField(
        _("Name"),
        [required],
        description=_("What it is for, so that you know later which one to revoke."),
        render_kw={"maxlength": MAX_LABEL, "autocomplete": "off"},
    )
    scopes = SelectMultipleField(
        _("What it may do"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_("Never more than you may do yourself: your role counts at each request."),
    )
    team = SelectMultipleField(
        _("Teams"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    expires = SelectField(_("Works for"), default=USUAL, validate_choice=False)
    members: dict[str, Team]  # the user's teams, by slug

    @classmethod
    def of(cls, user: User) -> Self:
        """The form, with the teams of ``user`` that allow personal tokens."""
        form = cls()
        form.scopes.choices = [
            SelectChoice(scope.name, f"{scope.sentence} ({scope.name})")
            for scope in scopes.describe(personal_token.SCOPES)
        ]
        form.members = {
            membership.team.slug: membership.team for membership in Membership.list_with_teams(user)
        }
        form.team.choices = [
            SelectChoice(team.slug, team.name)
            for team in form.members.values()
            if not team.forbids_personal_tokens
        ]
        longest = personal_token.longest_lifetime()
        form.expires.choices = [
            SelectChoice(value, _label(value)) for value in TIMES if _days(value) * DAY <= longest
        ]
        return form

    def chosen_teams(self) -> list[Team]:
        """The teams, which may be named by slug or ID; raises ValidationError("team", …)."""
        by_name = {**self.members, **{team.public_id: team for team in self.members.values()}}
        chosen = dict.fromkeys(by_name.get(name) for name in self.team.data or ())
        if None in chosen:
            raise ValidationError("team", gettext("Choose among your teams."))
        return [team for team in chosen if team is not None]

    def lifetime(self) -> int:
        """In seconds, from a number of days ("90d", "1y") or a date; raises ValidationError."""
        text = (self.expires.data or USUAL).strip()
        if _TIME.fullmatch(text):
            return _days(text) * DAY
        try:
            end = datetime.combine(date.fromisoformat(text), time(), UTC)
        except ValueError:
            message = gettext("Choose one of the times on offer.")
            raise ValidationError("expires", message) from None
        return int(end.timestamp()) - clock.now()


def _days(text: str) -> int:
    match = _TIME.fullmatch(text)
    assert match is not None
    return int(match[1]) * _DAYS[match[2]]


def _label(text: str) -> str:
    days = _days(text)
    if days == _DAYS["y"]:
        return gettext("One year")
    return ngettext("One day", "%(num)d days", days)
