"""Geometry of the charts that templates draw as SVG: no script, no inline style."""

import math
from collections.abc import Mapping, Sequence

BAR_STEP = 10  # units of the viewBox from one bar to the next
BAR_WIDTH = 6.8
PLOT_HEIGHT = 100
GRID_LINES = 4
THINNEST_SHARE = 0.004  # of its bar; a smaller part cannot be seen, but is in the table
ROUND_STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
KINDS = ("ok", "rejected", "failed")
SPARK_WIDTH, SPARK_BASE, SPARK_RISE = 72, 22, 20


def bar_chart(days: Sequence[Mapping[str, int]]) -> dict[str, object]:
    """Lay out days of ``ok``, ``rejected`` and ``failed`` counts as stacked bars.

    {'width': int, 'height': int, 'lines': [y], 'ticks': [str], 'bars': [[{kind, x, y, height}]]}
    """
    top = round_up(max((_total(day) for day in days), default=0))
    steps = range(GRID_LINES + 1)
    return {
        "width": len(days) * BAR_STEP,
        "height": PLOT_HEIGHT,
        "bar_step": BAR_STEP,
        "bar_width": BAR_WIDTH,
        "lines": [PLOT_HEIGHT * step / GRID_LINES for step in steps],
        "ticks": [shorten(top * step / GRID_LINES) for step in reversed(steps)],
        "bars": [_bar(day, number, top) for number, day in enumerate(days)],
    }


def round_up(value: float) -> float:
    """The next round number, for the top of an axis; at least 4, so that ticks are whole."""
    if value <= GRID_LINES:
        return GRID_LINES
    power: float = 10 ** math.floor(math.log10(value))
    return next(step * power for step in ROUND_STEPS if step * power >= value)


def shorten(value: float) -> str:
    """A short form of an axis number: 7500 is "7.5k"."""
    return f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"


def spark_path(values: Sequence[float]) -> str:
    """The path of a sparkline of 72 by 24 units; a flat line when all values are 0."""
    top = max(values, default=0) or 1
    step = SPARK_WIDTH / max(len(values) - 1, 1)
    points = [
        f"{number * step:.1f} {SPARK_BASE - SPARK_RISE * value / top:.1f}"
        for number, value in enumerate(values)
    ]
    return "M" + "L".join(points) if len(points) > 1 else f"M0 {SPARK_BASE}H{SPARK_WIDTH}"


def _total(day: Mapping[str, int]) -> int:
    return sum(day[kind] for kind in KINDS)


def _bar(day: Mapping[str, int], number: int, top: float) -> list[dict[str, object]]:
    """The parts of a bar, bottom first."""
    parts: list[dict[str, object]] = []
    y = float(PLOT_HEIGHT)
    for kind in KINDS:
        if day[kind] and day[kind] >= THINNEST_SHARE * _total(day):
            height = max(day[kind] / top * PLOT_HEIGHT, 1)
            y -= height
            x = number * BAR_STEP + (BAR_STEP - BAR_WIDTH) / 2
            parts.append({"kind": kind, "x": x, "y": round(y, 2), "height": round(height, 2)})
    return parts
