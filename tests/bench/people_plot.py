"""The figures of an analysis of people as a table and as a picture, drawn by hand: both axes in powers of ten."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, GAP = 360, 260, 64, 34, 44, 60
STYLE = (
    "text{font:12px sans-serif;fill:#333}.axis{stroke:#888}.grid{stroke:#ddd}.ours{stroke:#1a56b0;fill:#1a56b0}"
    ".floor{stroke:#999;fill:#999}path{stroke-width:2;fill:none!important}.name{font-weight:bold}"
    ".lines{stroke-dasharray:3 4}"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One tenant: seconds of CPU and MiB of the analysis, of reading the file once, and of filling it."""

    count: int
    seconds: float
    mebibytes: float
    floor: float
    filling: float
    file: float


def table(found: Sequence[Measured]) -> str:
    head = "| people | analysis, CPU | peak memory | reading the file once | filling it, CPU | file |\n"
    rows = (
        f"| {each.count:,} | {each.seconds:.2f} s | {each.mebibytes:.0f} MiB | {each.floor:.2f} s | "
        f"{each.filling:.1f} s | {each.file:.0f} MiB |\n"
        for each in found
    )
    return head + "|---|---|---|---|---|---|\n" + "".join(rows)


def plot(found: Sequence[Measured]) -> str:
    """Time on the left, memory on the right; the grey line is reading the file once, the dotted one what is linear."""
    width = 2 * (LEFT + WIDTH) + GAP + 50
    height = TOP + HEIGHT + BOTTOM
    panels = (
        *panel(found, 0, "seconds of CPU", lambda each: each.seconds, lambda each: each.floor),
        *panel(found, LEFT + WIDTH + GAP, "MiB at the peak", lambda each: each.mebibytes),
    )
    start = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    legend = "people; blue: the analysis, grey: reading the file once, dotted: what would be linear"
    below = f'<text x="{LEFT}" y="{height - 4}">{legend}</text>'
    return "\n".join((start, f"<style>{STYLE}</style>", *panels, below, "</svg>\n"))


Value = Callable[[Measured], float]


def panel(found: Sequence[Measured], shift: int, name: str, ours: Value, *floor: Value) -> Iterator[str]:
    across = Scale.around([each.count for each in found], LEFT + shift, WIDTH)
    up = Scale.around([value(each) for each in found for value in (ours, *floor)], TOP + HEIGHT, -HEIGHT)
    yield f'<text class="name" x="{LEFT + shift}" y="20">{name}</text>'
    for power in up.powers:
        at = up.place(10**power)
        yield f'<line class="grid" x1="{LEFT + shift}" x2="{LEFT + shift + WIDTH}" y1="{at:.1f}" y2="{at:.1f}"/>'
        yield f'<text x="{LEFT + shift - 8}" y="{at + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
    for each in found:
        at = across.place(each.count)
        yield f'<text x="{at:.1f}" y="{TOP + HEIGHT + 20}" text-anchor="middle">{each.count:,}</text>'
    last = found[-1]
    linear = [(each.count, max(ours(last) * each.count / last.count, 10.0 ** up.powers[0])) for each in found]
    yield line("grid lines", across, up, linear)
    for value in floor:
        yield line("floor", across, up, [(each.count, value(each)) for each in found])
    yield line("ours", across, up, [(each.count, ours(each)) for each in found])
    for each in found:
        x, y = across.place(each.count), up.place(ours(each))
        yield f'<circle class="ours" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
        yield f'<text x="{x:.1f}" y="{y - 9:.1f}" text-anchor="middle">{ours(each):.3g}</text>'


def line(style: str, across: Scale, up: Scale, points: Sequence[tuple[float, float]]) -> str:
    places = " L".join(f"{across.place(x):.1f} {up.place(y):.1f}" for x, y in points)
    return f'<path class="{style}" d="M{places}"/>'


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a value stands: whole powers of ten around all values, over `length` from `start`."""

    powers: range
    start: float
    length: float

    @classmethod
    def around(cls, values: Sequence[float], start: float, length: float) -> Scale:
        lowest, highest = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
        return cls(range(lowest, max(highest, lowest + 1) + 1), start, length)

    def place(self, value: float) -> float:
        span = self.powers[-1] - self.powers[0]
        return self.start + self.length * (math.log10(value) - self.powers[0]) / span
