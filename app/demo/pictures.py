"""Pictures of the demo's shows, drawn on the spot: a sun over waves in two colours."""

from collections.abc import Mapping
from io import BytesIO
from math import sin, tau
from typing import Any

from PIL import Image, ImageDraw

from app.models.events.pictures.picture import Picture
from app.models.teams.team import Team
from app.models.values.pictures.encoding import encode

ALT = "A sun over dark waves"
WIDTH, HEIGHT = 960, 540
SUN = (640, 120, 800, 280)
WAVES = 5
STEP = 12  # pixels between two points of a wave

Colour = tuple[int, int, int]


def keep_pictures(team: Team, kinds: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Keep a picture of the team for each kind of show with colours; their addresses by kind."""
    return {
        kind: Picture.keep(team, encode(draw(*properties["colours"]))).address
        for kind, properties in kinds.items()
        if "colours" in properties
    }


def draw(dark: str, light: str) -> bytes:
    """A PNG in these colours, such as "#12355b"."""
    image = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    picture = Image.composite(
        Image.new("RGB", image.size, light), Image.new("RGB", image.size, dark), image
    )
    canvas = ImageDraw.Draw(picture)
    canvas.ellipse(SUN, fill=light)
    for number in range(WAVES):
        share = number / (WAVES - 1)
        canvas.polygon(_wave(number), fill=_mix(light, dark, 0.45 + 0.55 * share))
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _wave(number: int) -> list[tuple[float, float]]:
    height, length = 300 + 46 * number, WIDTH / (1.5 + 0.4 * number)
    crest = [
        (x, height + 22 * sin(tau * x / length + number)) for x in range(0, WIDTH + STEP, STEP)
    ]
    return [*crest, (WIDTH, HEIGHT), (0, HEIGHT)]


def _mix(light: str, dark: str, share: float) -> Colour:
    """The colour that is ``share`` of the way from ``light`` to ``dark``."""
    pairs = zip(bytes.fromhex(light[1:]), bytes.fromhex(dark[1:]), strict=True)
    red, green, blue = (round(a + (b - a) * share) for a, b in pairs)
    return red, green, blue
