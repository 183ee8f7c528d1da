"""The connect buttons that other sites show, drawn with the name of this one."""

from unicodedata import east_asian_width

from flask import (
    Flask,
    Response,
    current_app,
    render_template,
    request,
    send_from_directory,
    url_for,
)

from app.config import Settings, settings

FOLDER = "img/connect/"
HEIGHT = 44  # CSS pixels
MARGINS = 62  # CSS pixels: the logo's side and the other one
LETTER = 7.91  # CSS pixels, on average at the size and weight of the drawing
DEFAULT_NAME = Settings.model_fields["instance_name"].default
MONTH = 30 * 86_400  # seconds
COLOURS = {
    "light": {"ground": "#ffffff", "line": "#cdd1d9", "ticket": "#4350d1", "text": "#14171f"},
    "dark": {"ground": "#15181f", "line": "#3a4150", "ticket": "#8e99ff", "text": "#eceef3"},
}


def register(app: Flask) -> None:
    """Add the addresses, which other sites keep in their pages."""
    path = "<any(long, compact):shape>-<any(light, dark):theme>.<any(svg, png):kind>"
    app.add_url_rule(f"/static/{FOLDER}{path}", "connect_button", show)


def show(shape: str, theme: str, kind: str) -> Response:
    """The drawing; any site may show it, and browsers keep it for a month."""
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
    """How wide the button is, in CSS pixels; the long one grows with the name of the site."""
    if shape != "long":
        return MARGINS + 62
    label = f"Connect with {settings().instance_name}"
    letters = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in label)
    return MARGINS + round(letters * LETTER)


def image_urls(shape: str, theme: str) -> dict[str, str]:
    """Where other sites find the drawing, by kind of file.

    The PNG files are drawn once and for all, with the name that a site has by default.
    """
    kinds = ("svg", "png") if settings().instance_name == DEFAULT_NAME else ("svg",)
    names = {"shape": shape, "theme": theme}
    base = settings().public_url
    return {kind: base + url_for("connect_button", kind=kind, **names) for kind in kinds}
