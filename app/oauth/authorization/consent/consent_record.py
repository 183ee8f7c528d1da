"""The record of what a consent page showed: sealed into its form, and kept in the receipt."""

from typing import Any

from app.language.current import page_locale

# Of the page's values those that are sentences and facts, as they were shown.
FACTS = ("title", "app", "calls_itself", "maker", "website", "policy", "terms", "reviewed", "host")


def of_page(values: dict[str, Any]) -> dict[str, Any]:
    """The record of a page with these values, in the language of the page."""
    warning, change, device = values["warning"], values["change"], values["device"]
    lines = [line for group in values["groups"] for line in group["lines"]]
    if values["stays"] and not values["is_more"]:
        lines = [*lines, values["stays"]]
    record = {
        "language": str(page_locale()),
        **{name: values[name] for name in FACTS},
        "address": values["full_address"],
        "warnings": _warnings(warning) if warning else None,
        "allows": [_sentence(line) for line in lines],
        "cannot": values["cannot"],
        "allowed_before": [_sentence(line) for line in values["granted"]],
        "change": change["title"] if change else None,
        "ends": [_sentence(line) for line in change["ends"]] if change else None,
        "device_asked_at": device["at"] if device else None,
    }
    return {name: value for name, value in record.items() if value not in (None, [])}


def _sentence(line: dict[str, Any]) -> dict[str, Any]:
    parts = {name: line.get(name) for name in ("title", "text", "note")}
    return {name: str(text) for name, text in parts.items() if text}


def _warnings(warning: dict[str, Any]) -> list[dict[str, str]]:
    reasons = warning["reasons"] or [(warning["title"], warning["text"])]
    return [{"title": str(title), "text": str(text or "")} for title, text in reasons]
