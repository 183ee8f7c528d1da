"""The icon of an app: its developers upload and remove it."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.clients.client import Client
from app.models.clients.icons.client_icon import SIDE, ClientIcon
from app.models.values.errors import ValidationError
from app.models.values.pictures import encoding
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.clients.edits import save
from app.portal.forms.fields import PortalForm
from app.web.request_class import takes_up_to

MAX_BODY = encoding.MAX_BYTES + 64 * 1024  # bytes of the file and the other fields


class IconForm(PortalForm):
    """The file of a new icon."""

    icon = FileField(
        lazy_gettext("Picture"),
        description=lazy_gettext("JPEG, PNG or WebP, best a square of 512 pixels or more."),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )


@bp.get("/developer/apps/<client_id>/icon")
def show_client_icon(client_id: str) -> ResponseReturnValue:
    """The icon, and the form for another one."""
    return _show(find_own_client(client_id), IconForm())


@bp.post("/developer/apps/<client_id>/icon")
@takes_up_to(MAX_BODY)
def upload_client_icon(client_id: str) -> ResponseReturnValue:
    """Take the picture, which users see once an operator has reviewed it."""
    find_own_client(client_id)
    form = IconForm()
    content = form.make(lambda: _encode(form))
    client = find_own_client(client_id)  # again: encoding takes a second, and ends the transaction
    if content is None:
        return _show(client, form), 422
    ClientIcon.upload(client, content)
    message = _("The icon is saved. Organizers see it once an operator has reviewed it.")
    return save(client, "portal.show_client_icon", message)


@bp.post("/developer/apps/<client_id>/icon/remove")
def remove_client_icon(client_id: str) -> ResponseReturnValue:
    """Show the app's letters again, to everyone."""
    client = find_own_client(client_id)
    ClientIcon.remove(client)
    return save(client, "portal.show_client_icon", _("The icon is removed."))


def _encode(form: IconForm) -> bytes:
    if not form.icon.data:
        raise ValidationError("icon", _("Choose a file."))
    db.session.rollback()
    try:
        return encoding.encode_square(form.icon.data.read(encoding.MAX_BYTES + 1), SIDE)
    except ValidationError as error:
        raise ValidationError("icon", error.message) from None


def _show(client: Client, form: IconForm) -> str:
    return render_template("portal/clients/icons/show.html", client=client, form=form)
