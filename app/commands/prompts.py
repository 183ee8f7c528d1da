"""Asking the operator for what no shell history may keep."""

import sys

import click


def ask_secret(label: str, *, option: str) -> str:
    """Return what is typed twice, unseen; without a terminal, the first line of standard input.

    Raises UsageError, which names ``option``, when there is neither.
    """
    if sys.stdin is not None and sys.stdin.isatty():
        return str(click.prompt(label, hide_input=True, confirmation_prompt=True))
    line = sys.stdin.readline().rstrip("\r\n") if sys.stdin is not None else ""
    if not line:
        raise click.UsageError(
            f"There is no terminal to ask for it. Pass {option}, or write it to standard input,"
            " as one line."
        )
    return line
