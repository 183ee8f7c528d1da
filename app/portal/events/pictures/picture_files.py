"""Uploaded pictures, as browsers get them."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.extensions import db
from app.models.events import event_picture
from app.models.events.pictures.picture import PictureFile
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.portal.blueprint import bp, public
from app.web.caching import picture_file
from app.web.signed_in import current_person


@bp.get("/media/pictures/<name>")
@public
def show_event_picture(name: str) -> ResponseReturnValue:
    """A picture of an event that anyone may see, or of the reader's own team."""
    file = PictureFile.find(name) or abort(404)
    is_shared = event_picture.is_shared(file.picture)
    if not is_shared and not _is_of_member(file):
        abort(404)
    response = Response(file.content, mimetype=file.media_type)
    picture_file.seal(response, is_shared=is_shared)
    response.set_etag(name)
    return response.make_conditional(request)


def _is_of_member(file: PictureFile) -> bool:
    if not current_user.is_authenticated:
        return False
    team = db.session.get_one(Team, file.picture.team_id)
    return team.deleted_at is None and Membership.find(team, current_person()) is not None
