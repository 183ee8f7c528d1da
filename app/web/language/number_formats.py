"""Numbers as the language of the page writes them."""

from app.language.current import page_locale
from app.language.formats import format_decimal, format_percent


def percent(share: float, decimals: int = 0) -> str:
    """``share`` in percent, with at most so many decimals: 99.5%, in German 99,5 %."""
    pattern = page_locale().percent_formats[None].pattern
    if decimals:
        pattern = pattern.replace("0", "0." + "#" * decimals, 1)
    return format_percent(share, pattern)


def amount(number: int, *, has_more: bool = False) -> str:
    """The number, with a plus sign when it is only that of those that were counted: 1,000+."""
    return f"{format_decimal(number)}{'+' if has_more else ''}"
