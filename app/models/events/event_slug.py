"""How an event's page is called: after its title, then its day, then at random."""

from collections.abc import Callable, Iterable, Sequence

from app.database.batches import batches
from app.models.events.event_details import EventDetails
from app.models.teams.team import slugify
from app.models.values import secret

# Pages beside those of a team's events: an event of that name would never be seen.
RESERVED = frozenset({"bulk", "changes", "import", "new"})


def choose(
    all_details: Sequence[EventDetails], find_taken: Callable[[Sequence[str]], Iterable[str]]
) -> list[str]:
    """A slug for each of several new events of one team.

    ``find_taken`` tells which of some slugs the team's events have, or had.
    """
    wanted = [_wanted(details) for details in all_details]
    asked = sorted({slug for pair in wanted for slug in pair})
    taken = {slug for some in batches(asked) for slug in find_taken(some)} | RESERVED
    return [_take_free(pair, taken) for pair in wanted]


def _wanted(details: EventDetails) -> tuple[str, str]:
    base = slugify(details.title) or "event"
    return base, f"{base}-{details.start:%Y-%m-%d}"


def _take_free(wanted: tuple[str, str], taken: set[str]) -> str:
    random = f"{wanted[1]}-{secret.public_id('')[:6]}"
    slug = next((slug for slug in wanted if slug not in taken), random)
    taken.add(slug)
    return slug
