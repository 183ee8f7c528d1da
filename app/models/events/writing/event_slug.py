"""Slugs of new events: the title, else title and day, else with a random suffix."""

from collections.abc import Callable, Iterable, Sequence

from app.database.batches import batches
from app.models.events.event_details import EventDetails
from app.models.teams.team import slugify
from app.models.values import secret

# Paths beside those of a team's events: an event with such a slug could not be reached.
RESERVED = frozenset({"bulk", "changes", "embed", "events", "import", "new"})


def choose(
    all_details: Sequence[EventDetails], find_taken: Callable[[Sequence[str]], Iterable[str]]
) -> list[str]:
    """A slug for each of several new events of one team.

    ``find_taken`` returns which of some slugs the team has ever used.
    """
    choices = [_choices(details) for details in all_details]
    candidates = sorted({slug for pair in choices for slug in pair})
    taken = {slug for some in batches(candidates) for slug in find_taken(some)} | RESERVED
    return [_choose(pair, taken) for pair in choices]


def _choices(details: EventDetails) -> tuple[str, str]:
    base = slugify(details.title) or "event"
    return base, f"{base}-{details.start:%Y-%m-%d}"


def _choose(choices: tuple[str, str], taken: set[str]) -> str:
    random = f"{choices[1]}-{secret.public_id('')[:6]}"
    slug = next((slug for slug in choices if slug not in taken), random)
    taken.add(slug)
    return slug
