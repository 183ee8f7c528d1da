"""Gancio's dialect: what its web component reads without a token, from any website."""

from functools import partial

from flask import Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from app.api.bearer.rate_limit import count_request
from app.api.blueprint import dialects
from app.api.contract.describe import NO_SUCH_EVENT, NOT_MODIFIED, OPEN, describe
from app.api.contract.gancio_schemas import EVENT, EVENTS
from app.api.contract.parameters import LIMIT
from app.api.dialects import gancio_json
from app.api.http import query
from app.language.texts import lazy_gettext as _
from app.models.event_queries import public_event
from app.models.events.event_image import EventImage
from app.openapi.headers import IF_NONE_MATCH
from app.openapi.operation import Answer, Parameter
from app.openapi.shapes import TEXT, one_of
from app.web.caching import replica_reads

PICTURE_AGE = 86_400  # seconds for which caches may keep a picture after it was removed
MAX_NAME = 200  # characters: no tag and no place is longer
MAX_NAMES = 20  # tags or places of one request
FILTERS = (
    Parameter("max", "query", _("The maximum number of events."), LIMIT),
    Parameter("tags", "query", _("Any of these, separated by commas."), TEXT),
    Parameter("places", "query", _("Any of these names, separated by commas."), TEXT),
    Parameter("show_recurrent", "query", _("Include recurring events."), one_of("true", "false")),
)


@dialects.get("/api/events")
@describe(
    "gancio",
    _("List public events"),
    _("The next events of all teams. Needs no token; any website may read it."),
    others=FILTERS,
    answers={200: Answer(_("The events."), EVENTS)},
    errors=OPEN,
    sample={"max": "3"},
)
def list_public_events() -> ResponseReturnValue:
    """The next public events of all teams; ``max``, ``tags``, ``places``, ``show_recurrent``.

    The component always sends these four, empty if unset; others are ignored.
    """
    count_request(None)
    find = partial(
        public_event.list_next,
        tags=_names("tags"),
        places=_names("places"),
        with_series=request.args.get("show_recurrent") != "false",
        limit=query.read_limit(request.args.get("max") or None),
    )
    return replica_reads.read(lambda: jsonify([gancio_json.represent(event) for event in find()]))


@dialects.get("/api/event/detail/<name>")
@describe(
    "gancio",
    _("Read a public event"),
    _("A public or unlisted event. Needs no token; any website may read it."),
    answers={200: Answer(_("The event."), EVENT)},
    errors={**OPEN, 404: NO_SUCH_EVENT},
)
def show_public_event(name: str) -> ResponseReturnValue:
    """The event with this number or slug."""
    count_request(None)
    return replica_reads.read(
        lambda: jsonify(gancio_json.represent(public_event.find_anywhere(name) or abort(404)))
    )


@dialects.get("/media/thumb/<name>")  # there is one size
@dialects.get("/media/<name>")  # registered first: url_for builds this one
@describe(
    "gancio",
    _("Show a picture"),
    _("A picture of an event; its name is in the event's media."),
    others=(IF_NONE_MATCH,),
    answers={200: Answer(_("The picture."), headers=("ETag",), type="image/*"), 304: NOT_MODIFIED},
    errors=OPEN,
    sample={"name": "picture.jpg"},
)
def show_picture(name: str) -> ResponseReturnValue:
    """A picture of an event.

    Its content is untrusted: no script in it may run, whatever a browser takes it for. Inline
    styles are those of the browser's own picture viewer.
    """
    count_request(None)
    picture = EventImage.find(name) or abort(404)
    response = Response(picture.content, mimetype=picture.media_type)
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = f"public, max-age={PICTURE_AGE}"
    response.set_etag(picture.public_id)
    return response.make_conditional(request)


def _names(name: str) -> list[str] | None:
    """The names in the parameter that an event can have; None without a parameter."""
    names = [part.strip() for part in request.args.get(name, "").split(",") if part.strip()]
    if not names:
        return None
    return [name for name in names if len(name) <= MAX_NAME and "\x00" not in name][:MAX_NAMES]
