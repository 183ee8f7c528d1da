"""Forms for messages between operators and developers."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from app.language.texts import lazy_gettext as _
from app.models.values import plain_text
from app.portal.forms.fields import PortalForm

MAX_REASON = 1000  # characters


def _text(label: object) -> TextAreaField:
    return TextAreaField(
        label,
        [
            DataRequired(_("Fill this in.")),
            Length(max=MAX_REASON, message=_("Write at most 1000 characters.")),
        ],
        filters=[lambda text: plain_text.lines(text or "").strip()],
        render_kw={"rows": 4, "maxlength": MAX_REASON},
    )


class ReasonForm(PortalForm):
    """The reason for a decision; required, as the developer has to know what to change."""

    reason = _text(_("Reason"))


class QuestionForm(ReasonForm):
    """An operator's question."""

    reason = _text(_("Question"))


class AnswerForm(PortalForm):
    """The developer's answer."""

    answer = _text(_("Your answer"))
