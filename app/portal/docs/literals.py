"""JSON values as the literals of other languages, for samples."""

import json
from dataclasses import dataclass
from typing import Any

WIDTH = 60  # characters; longer values take several lines


@dataclass(frozen=True)
class Language:
    """How a language writes objects, constants and environment variables."""

    brackets: str
    arrow: str
    quote: str
    constants: tuple[str, str, str]  # for None, False, True
    variable: str
    last: str = ","  # after the last of several lines
    indent: str = "    "


LOWER_CASE = ("null", "false", "true")
PYTHON = Language("{}", ": ", '"', ("None", "False", "True"), 'os.environ["%s"]')
JSON = Language("{}", ": ", '"', LOWER_CASE, '"$%s"', last="")
JAVASCRIPT = Language("{}", ": ", '"', LOWER_CASE, "process.env.%s", indent="  ")
PHP = Language("[]", " => ", "'", LOWER_CASE, "getenv('%s')")


def literal(value: Any, language: Language) -> str:
    """``value`` as code; a text such as "$NAME" becomes an environment variable."""
    if isinstance(value, dict):
        pairs = [
            f"{_text(name, language)}{language.arrow}{literal(member, language)}"
            for name, member in value.items()
        ]
        return in_brackets(pairs, language.brackets, language)
    if isinstance(value, list | tuple):
        return in_brackets([literal(item, language) for item in value], "[]", language)
    if value is None or isinstance(value, bool):
        return language.constants[0 if value is None else 1 + value]
    return _text(value, language) if isinstance(value, str) else str(value)


def in_brackets(parts: list[str], brackets: str, language: Language) -> str:
    """``parts``, which are code, in a line or, when that is long, in several."""
    begin, end = brackets[0], brackets[1]
    in_a_line = f"{begin}{', '.join(parts)}{end}"
    if len(in_a_line) <= WIDTH and "\n" not in in_a_line:
        return in_a_line
    lines = ",\n".join(parts).replace("\n", f"\n{language.indent}")
    return f"{begin}\n{language.indent}{lines}{language.last}\n{end}"


def _text(value: str, language: Language) -> str:
    if value.startswith("$"):
        return language.variable % value[1:]
    if language.quote == '"':
        return json.dumps(value, ensure_ascii=False)
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
