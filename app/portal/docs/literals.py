"""JSON values as the literals of other languages, for samples."""

import json
from dataclasses import dataclass
from typing import Any

WIDTH = 60  # characters; what is shorter stands in one line


@dataclass(frozen=True)
class Language:
    """How a language writes objects, names and the three words; ``variable`` reads one."""

    brackets: str
    arrow: str
    quote: str
    words: tuple[str, str, str]  # for None, False, True
    variable: str
    last: str = ","  # behind the last line of many
    indent: str = "    "


PYTHON = Language("{}", ": ", '"', ("None", "False", "True"), 'os.environ["%s"]')
JSON = Language("{}", ": ", '"', ("null", "false", "true"), "$%s", last="")
JAVASCRIPT = Language("{}", ": ", '"', ("null", "false", "true"), "process.env.%s", indent="  ")
PHP = Language("[]", " => ", "'", ("null", "false", "true"), "getenv('%s')")


def literal(value: Any, language: Language) -> str:
    """``value`` as code, a text such as "$NAME" reads a variable."""
    if isinstance(value, dict):
        pairs = [
            f"{_text(name, language)}{language.arrow}{literal(member, language)}"
            for name, member in value.items()
        ]
        return _in_brackets(pairs, language.brackets, language)
    if isinstance(value, list | tuple):
        return _in_brackets([literal(one, language) for one in value], "[]", language)
    if value is None or isinstance(value, bool):
        return language.words[0 if value is None else 1 + value]
    return _text(value, language) if isinstance(value, str) else str(value)


def _in_brackets(parts: list[str], brackets: str, language: Language) -> str:
    begin, end = brackets
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
