"""The colour that another site chose for a frame, so that it can be read in both themes."""

Colour = tuple[float, float, float]

WHITE, BLACK = (255.0, 255.0, 255.0), (0.0, 0.0, 0.0)
LIGHT, DARK = (
    (250.0, 250.0, 251.0),
    (28.0, 32.0, 41.0),
)  # the least favourable grounds of the themes
CONTRAST = 4.5  # WCAG 2.2, 1.4.3
STEPS = 20


def stylesheet(accent: str) -> str:
    """The CSS for links in the colour ``accent``, six hexadecimal digits."""
    red, green, blue = (float(int(accent[n : n + 2], 16)) for n in (0, 2, 4))
    on_light, on_dark = (
        _readable((red, green, blue), ground, towards)
        for ground, towards in ((LIGHT, BLACK), (DARK, WHITE))
    )
    return f":root {{ --accent-text: light-dark({_name(on_light)}, {_name(on_dark)}); }}\n"


def _readable(colour: Colour, ground: Colour, towards: Colour) -> Colour:
    """``colour``, mixed with as little of ``towards`` as makes it readable on ``ground``."""
    mixed = (_mix(colour, towards, step / STEPS) for step in range(STEPS + 1))
    return next(shade for shade in mixed if contrast(shade, ground) >= CONTRAST)


def _mix(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (
        round(own + (theirs - own) * share) for own, theirs in zip(colour, other, strict=True)
    )
    return red, green, blue


def contrast(colour: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(colour), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(value / 255) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _name(colour: Colour) -> str:
    return "#" + "".join(f"{int(value):02x}" for value in colour)
