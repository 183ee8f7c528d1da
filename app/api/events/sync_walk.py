"""Which part of a team's stream a request asks for."""

from collections.abc import Callable
from dataclasses import dataclass

from app.api.bearer.errors import refuse, refuse_parameter
from app.api.events import sync_token
from app.api.http.signed_text import NotOursError
from app.models.event_queries.event_stream import Walk


@dataclass(frozen=True)
class Stream:
    """A stream of a team as it is now.

    ``reaches_back_to`` says whether it still has every change after a number.
    """

    name: str
    team_id: int
    last: int
    reaches_back_to: Callable[[int], bool]


def read(parameters: dict[str, str], stream: Stream) -> Walk:
    """The walk that ``cursor`` continues, or ``sync_token`` begins; without both, through all.

    Aborts with 400 or 410.
    """
    if "cursor" in parameters and "sync_token" in parameters:
        refuse_parameter("cursor", "Send either cursor or sync_token.")
    team_id, name = stream.team_id, stream.name
    try:
        if "cursor" in parameters:
            walk = sync_token.load_walk(parameters["cursor"], team_id=team_id, stream=name)
            return _check_reach(walk, stream)
        if "sync_token" in parameters:
            seq = sync_token.load(parameters["sync_token"], team_id=team_id, stream=name)
            return _check_reach(Walk(seq, stream.last), stream)
    except NotOursError:
        wrong = "cursor" if "cursor" in parameters else "sync_token"
        refuse(400, f"invalid_{wrong}", f"Not a {wrong} of this team's stream.", parameter=wrong)
    return Walk(0, stream.last, starts_empty=True)


def _check_reach(walk: Walk, stream: Stream) -> Walk:
    """Return the walk if the stream still has all of it; abort with 410 otherwise.

    A number that the team has not reached yet is from before a backup was restored.
    """
    if walk.starts_empty:
        is_whole = walk.until <= stream.last
    else:
        is_whole = walk.after <= stream.last and stream.reaches_back_to(walk.after)
    if not is_whole:
        refuse(410, "sync_token_expired", "The token is too old. Start over without one.")
    return walk
