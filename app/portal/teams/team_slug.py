"""How a team and its events stand in an address, so that no page of ours is taken for a team."""

from werkzeug.routing import BaseConverter

from app.models.teams.team import RESERVED_SLUGS

WORDS = "[a-z0-9]+(?:-[a-z0-9]+)*"


class SlugConverter(BaseConverter):
    """``<slug:…>``: lower-case words with hyphens."""

    regex = WORDS


class TeamSlugConverter(BaseConverter):
    """``<team:…>``: a slug that a team may have; reserved first segments never match."""

    regex = rf"(?!(?:{'|'.join(sorted(RESERVED_SLUGS))})\Z){WORDS}"
