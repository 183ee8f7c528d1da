"""URL converters for slugs of teams and events; reserved words never match."""

from werkzeug.routing import BaseConverter

from app.models.teams.team import RESERVED_SLUGS

WORDS = "[a-z0-9]+(?:-[a-z0-9]+)*"


class SlugConverter(BaseConverter):
    """``<slug:…>``: lower-case words with hyphens."""

    regex = WORDS


class TeamSlugConverter(BaseConverter):
    """``<team:…>``: a slug that a team may have; reserved first segments never match."""

    regex = rf"(?!(?:{'|'.join(sorted(RESERVED_SLUGS))})\Z){WORDS}"
