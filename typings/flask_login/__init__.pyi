"""The part of Flask-Login that we use; it ships no types of its own."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask
from flask.typing import ResponseReturnValue

View = TypeVar("View", bound=Callable[..., Any])
Loader = TypeVar("Loader", bound=Callable[[str], Any])
Handler = TypeVar("Handler", bound=Callable[[], ResponseReturnValue])

current_user: Any

def login_required(func: View) -> View: ...

class LoginManager:
    session_protection: str | None
    def init_app(self, app: Flask) -> None: ...
    def user_loader(self, callback: Loader) -> Loader: ...
    def unauthorized_handler(self, callback: Handler) -> Handler: ...
    anonymous_user: Callable[[], Any]
    def unauthorized(self) -> ResponseReturnValue: ...

class AnonymousUserMixin:
    @property
    def is_authenticated(self) -> bool: ...
