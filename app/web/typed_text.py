"""The text of a form that has expired, for its author to copy."""

from flask import request
from werkzeug.datastructures import MultiDict

MIN_SHOWN = 20  # characters; shorter texts are quickly typed again
MAX_SHOWN = 20  # fields

# The names of fields in which people type, and the label of each. Whatever else a form carries,
# such as its state in hidden fields, was not typed.
_labels: dict[str, object] = {}


def declare(name: str, label: object) -> None:
    """Let a text that was typed into the field ``name`` be shown again, under ``label``."""
    _labels[name] = label


def labelled(form: MultiDict[str, str]) -> list[tuple[object, str]]:
    """The typed texts of ``form``, each with its label; none when another site sent the form."""
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return []
    typed = [
        (_labels[name], value)
        for name, value in form.items(multi=True)
        if name in _labels and len(value) >= MIN_SHOWN
    ]
    return typed[:MAX_SHOWN]
