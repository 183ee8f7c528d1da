"""The picture that comes with the form of an event."""

from app.extensions import db
from app.language.texts import gettext as _
from app.models.events.pictures.picture import Picture
from app.models.teams.team import Team
from app.models.values.errors import ValidationError
from app.models.values.pictures import encoding
from app.portal.events.form_parts.content_form import ContentForm

MAX_BODY = encoding.MAX_BYTES + 512 * 1024  # bytes of the file and the other fields


def encode(form: ContentForm) -> bool:
    """Encode the form's file; False without one. The form shows why it cannot be used.

    Encoding takes a second and ends the transaction: check access again afterwards.
    """
    file = form.picture.data
    if not file:
        return False
    db.session.rollback()
    try:
        form.encoded_picture = encoding.encode(file.read(encoding.MAX_BYTES + 1))
    except ValidationError as error:
        form.picture.process_errors = [*form.picture.process_errors, error.message]
    return True


def keep(form: ContentForm, team: Team) -> None:
    """Store the form's picture as one of the team's; raises ValidationError beyond its quota."""
    if form.encoded_picture is not None:
        form.uploaded_address = Picture.keep(team, form.encoded_picture).address


def note_loss(form: ContentForm) -> None:
    """Say that the file has to be chosen again, where a form that had one is shown again."""
    if form.encoded_picture is not None:
        form.picture.errors = [*form.picture.errors, _("Choose the file again: it was not saved.")]
