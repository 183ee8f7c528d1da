"""Gancio's dialect: what its web component reads without a token, from pages anywhere."""

from flask import Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from app.api.bearer.rate_limit import count_request
from app.api.blueprint import dialects
from app.api.contract.describe import NO_SUCH_EVENT, NOT_MODIFIED, OPEN, describe
from app.api.contract.gancio_schemas import EVENT, EVENTS
from app.api.contract.parameters import LIMIT
from app.api.dialects import gancio_json
from app.api.http import query
from app.models.event_queries import public_event
from app.models.events.event_image import EventImage
from app.openapi.headers import IF_NONE_MATCH
from app.openapi.operation import Answer, Parameter
from app.openapi.shapes import TEXT, one_of

READABLE_ANYWHERE = frozenset({"dialects.list_public_events", "dialects.show_public_event"})
PICTURE_AGE = 86_400  # seconds in which a picture that went may still be seen in caches
MAX_WORD = 200  # characters: no tag and no place is longer, and longer patterns are refused
MAX_WORDS = 20  # tags or places of one request
FILTERS = (
    Parameter("max", "query", _("How many."), LIMIT),
    Parameter("tags", "query", _("Any of these, separated by commas."), TEXT),
    Parameter("places", "query", _("Any of these names, separated by commas."), TEXT),
    Parameter("show_recurrent", "query", _("Whether with series."), one_of("true", "false")),
)


@dialects.get("/api/events")
@describe(
    "gancio",
    _("List public events"),
    _("The next ones of all teams, for everybody; pages anywhere may read them."),
    others=FILTERS,
    answers={200: Answer(_("The events."), EVENTS)},
    errors=OPEN,
    sample={"max": "3"},
)
def list_public_events() -> ResponseReturnValue:
    """The next public events of all teams; ``max``, ``tags``, ``places``, ``show_recurrent``.

    The component sends each of them, empty if unset; others are of no meaning here.
    """
    count_request(None)
    events = public_event.list_next(
        tags=_words("tags"),
        places=_words("places"),
        with_series=request.args.get("show_recurrent") != "false",
        limit=query.read_limit(request.args.get("max") or None),
    )
    return jsonify([gancio_json.represent(event) for event in events])


@dialects.get("/api/event/detail/<name>")
@describe(
    "gancio",
    _("Read a public event"),
    _("Public who can name it; pages anywhere may read it."),
    answers={200: Answer(_("The event."), EVENT)},
    errors={**OPEN, 404: NO_SUCH_EVENT},
)
def show_public_event(name: str) -> ResponseReturnValue:
    """The event with this number or slug, for everybody who can name it."""
    count_request(None)
    return jsonify(gancio_json.represent(public_event.find_anywhere(name) or abort(404)))


@dialects.get("/media/thumb/<name>")  # there is one size
@dialects.get("/media/<name>")  # registered first: url_for builds this one
@describe(
    "gancio",
    _("Show a picture"),
    _("A picture that an event shows; media of the event tells its name."),
    others=(IF_NONE_MATCH,),
    answers={200: Answer(_("The picture."), headers=("ETag",), type="image/*"), 304: NOT_MODIFIED},
    errors=OPEN,
    sample={"name": "picture.jpg"},
)
def show_picture(name: str) -> ResponseReturnValue:
    """A picture that an event shows, for everybody who sees the event.

    Its content is somebody else's: whatever it is taken for, no script of it runs. The styles
    are the browser's own, for a picture that stands alone.
    """
    count_request(None)
    picture = EventImage.find(name) or abort(404)
    response = Response(picture.content, mimetype=picture.media_type)
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = f"public, max-age={PICTURE_AGE}"
    response.set_etag(picture.public_id)
    return response.make_conditional(request)


@dialects.after_request
def let_pages_anywhere_read(response: Response) -> Response:
    """CORS for the two lists above; the others serve programs, which have no need of it."""
    if request.endpoint in READABLE_ANYWHERE:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _words(name: str) -> list[str] | None:
    """The words that events may have, of those that are asked for; None when none are."""
    given = [word.strip() for word in request.args.get(name, "").split(",") if word.strip()]
    if not given:
        return None
    return [word for word in given if len(word) <= MAX_WORD and "\x00" not in word][:MAX_WORDS]
