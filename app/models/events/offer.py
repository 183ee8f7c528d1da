"""What a ticket costs, and in which currency."""

import re

from babel.numbers import is_currency

from app.language.texts import gettext as _
from app.models.values.errors import ValidationError

MAX_PRICE = 14  # characters
_PRICE = re.compile(r"0*([0-9]{1,9})(?:\.([0-9]{1,3}))?", re.ASCII)


def check_price(value: str | None) -> str | None:
    """A price such as "12.50" or "0", None for an empty one.

    Raises ValidationError("offer_price", …).
    """
    text = (value or "").strip()
    if not text:
        return None
    match = _PRICE.fullmatch(text) if len(text) <= MAX_PRICE else None
    if match is None:
        raise ValidationError("offer_price", _("Give a price such as 12.50; 0 if it is free."))
    whole, fraction = match.groups()
    return whole if fraction is None else f"{whole}.{fraction:0<2}"


def check_currency(value: str | None, *, price: str | None) -> str | None:
    """The code of the currency of ``price``; None without a price.

    Raises ValidationError("offer_currency", …).
    """
    code = (value or "").strip().upper()
    if code and not (len(code) == 3 and code.isascii() and is_currency(code)):
        raise ValidationError("offer_currency", _("Give a currency such as EUR (ISO 4217)."))
    if price is not None and not code:
        raise ValidationError("offer_currency", _("Say in which currency, such as EUR."))
    return code if price is not None else None
