"""The performers of an event: who sings, speaks or plays."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from app.language.texts import gettext as _
from app.models.values import plain_text, web_link
from app.models.values.errors import ValidationError

MAX_NAME = 200  # characters; of organizers, too
MAX_PERFORMERS = 20  # of one event


@dataclass(frozen=True)
class Performer:
    """A person or group, perhaps with a page of their own."""

    name: str
    url: str | None = None

    def checked(self) -> "Performer":
        """The performer, cleaned; raises ValidationError("performers", …)."""
        name = plain_text.one_line(self.name, field="performers", max_length=MAX_NAME)
        return Performer(name, web_link.checked(self.url, "performers"))


def check_all(performers: Iterable[Performer]) -> tuple[Performer, ...]:
    """The performers, cleaned, each once; raises ValidationError("performers", …)."""
    unique = tuple(dict.fromkeys(performer.checked() for performer in performers))
    if len(unique) > MAX_PERFORMERS:
        message = _("Give at most %(n)d performers.", n=MAX_PERFORMERS)
        raise ValidationError("performers", message)
    return unique


def to_json(performers: Iterable[Performer]) -> str:
    """JSON text; equal performers give equal text."""
    return json.dumps(list(map(asdict, performers)), ensure_ascii=False)


def from_json(stored: str) -> tuple[Performer, ...]:
    """Parse the text of ``to_json``."""
    return tuple(Performer(**values) for values in json.loads(stored))
