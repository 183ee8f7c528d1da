"""The connect buttons that other sites show, with the name of this installation."""

from unicodedata import east_asian_width

from flask import Flask, Response, current_app, render_template, request, send_from_directory

from app.config import Settings, settings
from app.web.public_url import public_url_for

FOLDER = "img/connect/"
HEIGHT = 44  # CSS pixels
MARGINS = 62  # CSS pixels, of both sides with the logo
LETTER = 7.91  # CSS pixels, average width
DEFAULT_NAME = Settings.model_fields["instance_name"].default
MONTH = 30 * 86_400  # seconds
COLOURS = {
    "light": {"ground": "#ffffff", "line": "#cdd1d9", "ticket": "#4350d1", "text": "#14171f"},
    "dark": {"ground": "#15181f", "line": "#3a4150", "ticket": "#8e99ff", "text": "#eceef3"},
}


def register(app: Flask) -> None:
    """Add the route; other sites have its URLs in their pages."""
    path = "<any(long, compact):shape>-<any(light, dark):theme>.<any(svg, png):kind>"
    app.add_url_rule(f"/static/{FOLDER}{path}", "connect_button", show)


def show(shape: str, theme: str, kind: str) -> Response:
    """The image, for any site; browsers cache it for a month."""
    if kind == "svg":
        response = Response(draw(shape, theme), mimetype="image/svg+xml")
        response.add_etag()
        response.make_conditional(request)
    else:
        name = f"{FOLDER}{shape}-{theme}.png"
        response = send_from_directory(str(current_app.static_folder), name)
    response.headers["Cache-Control"] = f"public, max-age={MONTH}"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def draw(shape: str, theme: str) -> str:
    """The button as SVG."""
    label = f"Connect with {settings().instance_name}"
    return render_template(
        "portal/docs/connect_button.svg",
        label=label,
        text=label if shape == "long" else "Connect",
        text_width=width(shape) - MARGINS,
        width=width(shape),
        height=HEIGHT,
        colours=COLOURS[theme],
    )


def width(shape: str) -> int:
    """The width in CSS pixels; the long button grows with the name of the installation."""
    if shape != "long":
        return MARGINS + 62
    label = f"Connect with {settings().instance_name}"
    letters = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in label)
    return MARGINS + round(letters * LETTER)


def image_urls(shape: str, theme: str) -> dict[str, str]:
    """The public URL of the image, by file type. PNG files exist for the default name only."""
    kinds = ("svg", "png") if settings().instance_name == DEFAULT_NAME else ("svg",)
    return {
        kind: public_url_for("connect_button", kind=kind, shape=shape, theme=theme)
        for kind in kinds
    }
