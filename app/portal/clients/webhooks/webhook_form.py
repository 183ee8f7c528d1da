"""The forms for an endpoint: a new one, replaying, and checking a signature."""

from datetime import datetime

from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from app.language.texts import lazy_gettext as _
from app.models.values import timestamps, wall_time
from app.models.values.errors import ValidationError
from app.models.webhooks.webhook import MAX_URL
from app.portal.clients.webhooks.webhook_presenter import CHOSEN, type_choices
from app.portal.forms.fields import PortalForm, required
from app.portal.forms.once_form import OnceForm

MAX_PASTED = 20_000  # characters of headers or a body; ours are much shorter


def types_field() -> SelectMultipleField:
    """A box for each type."""
    return SelectMultipleField(
        _("Types"),
        choices=type_choices,
        default=CHOSEN,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        # The house refuses unknown ones, with a better message.
        validate_choice=False,
    )


class WebhookForm(OnceForm):
    """A new endpoint."""

    url = StringField(
        _("Address"),
        [required],
        description=_("Where your server takes them, such as https://app.example/webhooks."),
        render_kw={"maxlength": MAX_URL, "inputmode": "url", "autocomplete": "off"},
    )
    types = types_field()


class TypesForm(PortalForm):
    """What an endpoint is told."""

    types = types_field()


class ReplayForm(PortalForm):
    """Since when everything is to be sent again."""

    since = StringField(
        _("Since"),
        [required],
        widget=TextInput("datetime-local"),
        description=_("In your time zone. At most 30 days ago."),
    )

    def instant(self, zone: str) -> int:
        """The time that was entered, in ``zone`` unless it says; raises ValidationError."""
        text = (self.since.data or "").strip()
        try:
            return timestamps.parse_instant(text)
        except ValueError:
            pass
        try:
            local = datetime.fromisoformat(text)
            if local.tzinfo is not None:
                return int(local.timestamp())
            return wall_time.to_epoch(local, zone, strict=False)
        except (ValueError, OverflowError):
            raise ValidationError("since", str(_("Enter a date and a time."))) from None


class SignatureForm(PortalForm):
    """A request as a server received it."""

    headers = TextAreaField(
        _("Headers"),
        [required],
        description=_("A line each: webhook-id, webhook-timestamp and webhook-signature."),
        render_kw={"rows": 5, "maxlength": MAX_PASTED},
    )
    body = TextAreaField(
        _("Body"),
        description=_("The raw text, before anything parsed it."),
        render_kw={"rows": 6, "maxlength": MAX_PASTED},
    )
    secret = StringField(
        _("Secret of your receiver"),
        description=_("To compare it with that of this endpoint. It is not stored."),
        render_kw={"maxlength": 200},
    )

    def named_headers(self) -> dict[str, str]:
        """The headers by their names in lower case, however the server wrote them down."""
        lines = (self.headers.data or "")[:MAX_PASTED].splitlines()
        pairs = (line.strip().strip("{},").partition(":") for line in lines)
        return {
            _tidy(name).lower().replace("_", "-").removeprefix("http-"): _tidy(value)
            for name, _colon, value in pairs
        }


def _tidy(text: str) -> str:
    return text.strip().strip("\"'").strip()
