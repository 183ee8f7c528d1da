"""The operator's Markdown files for privacy and terms, as clean HTML; read again when they change.

HTML in the file is text, and what comes out of Markdown passes an allow-list: a file that someone
else wrote adds no script, no form and nothing from another server to our pages.
"""

import re
import threading
from enum import StrEnum
from pathlib import Path

import nh3
import structlog
from flask import Flask
from markupsafe import Markup

from app.config import Settings, settings

MAX_SIZE = 1024 * 1024  # bytes
TAGS = set(
    "h2 h3 h4 p br em strong s ul ol li a blockquote code pre hr table thead tbody tr th td".split()
)
_CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
)
_TITLE = re.compile(r"<(/?)h1>")

log = structlog.get_logger("stagedoor")


class Policy(StrEnum):
    """A page that an operator may fill; the value names its setting."""

    PRIVACY = "privacy_page"
    TERMS = "terms_page"


class UnreadablePolicyError(Exception):
    """The file cannot be shown; the text says why."""


class _Kept:
    """The last text of each file in this process, with what told that it was the same file."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.texts: dict[Path, tuple[tuple[int, int, int], Markup]] = {}


_kept = _Kept()


def register(app: Flask) -> None:
    """Let templates ask whether there is a page to link to."""
    app.add_template_global(is_set, "has_policy")


def is_set(name: str) -> bool:
    """Whether the operator set the file of the policy with this name: "privacy" or "terms"."""
    return bool(find_path(Policy(f"{name}_page"), settings()))


def find_path(policy: Policy, values: Settings) -> Path | None:
    """The file of the policy; None where the operator has set none."""
    name = getattr(values, policy)
    return Path(name) if name else None


def read(policy: Policy) -> Markup | None:
    """The page's HTML without a main heading; None when no file is set, or it cannot be read."""
    path = find_path(policy, settings())
    if path is None:
        return None
    try:
        return load(path)
    except UnreadablePolicyError as error:
        log.warning("policy page cannot be read", setting=policy.upper(), reason=str(error))
        return None


def load(path: Path) -> Markup:
    """The file's HTML, from memory while it is the same; raises UnreadablePolicyError."""
    try:
        status = path.stat()
        state = status.st_mtime_ns, status.st_size, status.st_ino
        with _kept.lock:
            kept_state, text = _kept.texts.get(path, (None, Markup()))
        if kept_state == state:
            return text
        if not path.is_file() or status.st_size > MAX_SIZE:
            raise UnreadablePolicyError("it is no file of at most 1 MB")
        text = render(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadablePolicyError(error.strerror or type(error).__name__) from None
    except UnicodeDecodeError:
        raise UnreadablePolicyError("it is not UTF-8") from None
    with _kept.lock:
        _kept.texts[path] = state, text
    return text


def render(source: str) -> Markup:
    """Markdown as clean HTML. The page has a title of its own, so a first heading is a second."""
    from markdown_it import MarkdownIt  # only an operator's own pages are Markdown

    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    html = _TITLE.sub(r"<\1h2>", reader.render(source))
    return Markup(_CLEANER.clean(html))
