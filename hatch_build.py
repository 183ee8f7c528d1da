"""Compiles the translations for a release: the .po files are in the repository, the .mo are not."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Called by Hatchling before it packs a wheel or an sdist."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalog, and pack it, too."""
        for source in Path(self.root).glob("app/translations/*/LC_MESSAGES/messages.po"):
            compiled = source.with_suffix(".mo")
            with source.open("rb") as po, compiled.open("wb") as mo:
                write_mo(mo, read_po(po))
            build_data["artifacts"].append(compiled.relative_to(self.root).as_posix())
