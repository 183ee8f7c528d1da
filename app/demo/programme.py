"""The programme of a demo team: its place, shows and special events, before they have dates."""

import html
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.models.events.performer import Performer

FOLDER = Path(__file__).parent / "programmes"
Fields = dict[str, Any]  # of EventDetails


@dataclass(frozen=True)
class Programme:
    """A file of ``programmes``, which explains its parts."""

    place: Fields
    kinds: dict[str, dict[str, Any]]
    shows: list[tuple[str, str, str]]
    specials: dict[str, tuple[str, str]]
    performers: dict[str, list[str]] = field(default_factory=dict)  # by the show's title

    @classmethod
    def read(cls, slug: str) -> "Programme":
        """The programme of the team with this slug."""
        return cls(**tomllib.loads((FOLDER / f"{slug}.toml").read_text(encoding="utf-8")))

    def show(self, number: int, start: datetime) -> Fields:
        """The fields of a show that begins at ``start``."""
        title, kind, summary = self.shows[number]
        properties = self.kinds[kind]
        return {
            **self._describe(title, summary, properties["practical"]),
            "start": start,
            "end": start + timedelta(minutes=properties["minutes"]),
            "tags": tuple(properties["tags"]),
            "performers": tuple(map(Performer, self.performers.get(title, ()))),
            **properties.get("offer", {}),
        }

    def special(self, name: str) -> Fields:
        """The fields of a special event, apart from its dates."""
        return self._describe(*self.specials[name])

    def _describe(self, title: str, summary: str, *more: str) -> Fields:
        text = "".join(f"<p>{html.escape(part)}</p>" for part in (summary, *more))
        return {**self.place, "title": title, "summary": summary, "description_html": text}
