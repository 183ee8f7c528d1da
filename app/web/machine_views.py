"""Views for programs. One declaration: they need no CSRF token, and pages of any origin may call.

What is not declared is a page: it has the browser's session, and no other site reads it.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import current_app, request

from app.web.errors import is_below_machine_paths

View = TypeVar("View", bound=Callable[..., object])


def for_programs(view: View) -> View:
    """Declare that ``view`` answers programs, which authenticate themselves in each request."""
    vars(view)["is_for_programs"] = True
    return view


def is_declared(view: object) -> bool:
    """Whether ``view`` was declared with ``for_programs``."""
    return bool(getattr(view, "is_for_programs", False))


def is_requested() -> bool:
    """Whether the current request is for programs; also one that no route takes."""
    if request.endpoint is not None and is_declared(current_app.view_functions[request.endpoint]):
        return True
    return is_below_machine_paths(request.path)
