"""How the tests are shared out among workers: what shares a server together, the longest first."""

import pytest
from xdist.scheduler import LoadGroupScheduling

# Tests that need the machine to themselves: each kind stays in one worker, one after another.
ONE_AT_A_TIME = ("browser", "race")
# Where the longest tests are, in the order in which they begin, so that no worker ends alone.
LONGEST = (
    "@browser_pages",
    "@race",
    "@browser",
    "tests/demo",
    "tests/examples",
    "tests/acceptance",
    "tests/flows",
)


class FilesTogether(LoadGroupScheduling):
    """Keeps a file's tests in one worker, which makes what they share once."""

    def _split_scope(self, nodeid: str) -> str:
        return super()._split_scope(nodeid).partition("::")[0]


def group_exclusive(items: list[pytest.Item]) -> None:
    """Group what must not run beside its like, before xdist reads the groups."""
    for item in items:
        for kind in ONE_AT_A_TIME:
            if item.get_closest_marker(kind):
                item.add_marker(pytest.mark.xdist_group(kind))


def begin_with_the_longest(items: list[pytest.Item]) -> None:
    """Sort the items, which xdist has named after their groups, by LONGEST."""

    def rank(item: pytest.Item) -> int:
        places = (n for n, name in enumerate(LONGEST) if is_in(item.nodeid, name))
        return next(places, len(LONGEST))

    items.sort(key=rank)


def is_in(nodeid: str, name: str) -> bool:
    """Whether the test is in the group, or the folder, of that name."""
    return nodeid.endswith(name) if name.startswith("@") else nodeid.startswith(f"{name}/")
