"""The part of Flask-Babel that we use; it ships no types of its own."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from flask import Flask

class Babel:
    def init_app(
        self,
        app: Flask,
        *,
        locale_selector: Callable[[], str],
        timezone_selector: Callable[[], str],
    ) -> None: ...

def gettext(string: str, **variables: object) -> str: ...
def ngettext(singular: str, plural: str, num: int, **variables: object) -> str: ...

# A text that is translated when it is shown, and until then behaves like one.
def lazy_gettext(string: str, **variables: object) -> LazyString: ...
def force_locale(locale: str) -> AbstractContextManager[None]: ...
def get_timezone() -> tzinfo | None: ...
def format_date(
    date: date | None = None, format: str | None = None, rebase: bool = True
) -> str: ...
def format_datetime(
    datetime: datetime | None = None, format: str | None = None, rebase: bool = True
) -> str: ...
def format_decimal(number: float) -> str: ...
def format_percent(number: float, format: str | None = None) -> str: ...
def format_timedelta(
    datetime_or_timedelta: datetime | timedelta,
    granularity: Literal["year", "month", "week", "day", "hour", "minute", "second"] = "second",
    add_direction: bool = False,
    threshold: float = 0.85,
) -> str: ...

class LazyString(str): ...
