"""Numbers as the language of the page writes them."""

from flask_babel import format_percent, get_locale


def percent(share: float, decimals: int = 0) -> str:
    """``share`` in percent, with at most so many decimals: 99.5%, in German 99,5 %."""
    locale = get_locale()
    pattern = locale.percent_formats[None].pattern if locale else "#,##0%"
    if decimals:
        pattern = pattern.replace("0", "0." + "#" * decimals, 1)
    return str(format_percent(share, pattern))
