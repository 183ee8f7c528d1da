"""Names of settings that were mistyped; what is misspelled has no effect and says nothing."""

import os
from collections.abc import Iterator
from difflib import get_close_matches

from app.checks.check import Check, Problem, warn
from app.checks.setting_checks import RENAMED
from app.config import Settings

SHORTEST, LIKENESS = 8, 0.85  # characters; a share: HOSTNAME and MAILTO are names of others


def find_mistyped_names(settings: Settings) -> Iterator[Problem]:
    """Names in the environment that no setting has, but almost."""
    names = [name.upper() for name in type(settings).model_fields]
    for name in sorted(os.environ.keys() - {*names, *RENAMED}):
        near = get_close_matches(name, names, n=1, cutoff=LIKENESS) if len(name) >= SHORTEST else []
        if near:
            yield warn(f"{name} is no setting and has no effect. Is {near[0]} meant?")


SPELLING = Check("Spelling", "no name is almost a setting's.", find_mistyped_names)
