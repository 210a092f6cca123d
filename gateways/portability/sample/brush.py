"""Drawing with Pillow: skies, hills, glows, paths and small things, in the units of the picture."""

import math
import random
from typing import Final

from PIL import Image, ImageDraw

type Colour = tuple[int, int, int]
type Point = tuple[float, float]

WIDTH: Final = 1600
HEIGHT: Final = 900
# Shapes are drawn at twice the size and halved at the end: soft edges without a library for it.
SCALE: Final = 2


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same waves each time, nothing secret


def sky(top: Colour, bottom: Colour, until: int = HEIGHT) -> Image.Image:
    canvas = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), bottom)
    band(canvas, 0, until, top, bottom)
    return canvas


def band(
    canvas: Image.Image,
    top: int,
    bottom: int,
    above: Colour,
    below: Colour,
    *,
    left: int = 0,
    right: int = WIDTH,
) -> None:
    """A rectangle that goes over from one colour to the other, downwards."""
    height = (bottom - top) * SCALE
    # One column, stretched: blending every pixel took most of the time of a picture.
    mask = Image.linear_gradient("L").crop((0, 0, 1, 256)).resize((1, height))
    column = Image.composite(
        Image.new("RGB", (1, height), below), Image.new("RGB", (1, height), above), mask
    )
    blend = column.resize(((right - left) * SCALE, height), Image.Resampling.NEAREST)
    canvas.paste(blend, (left * SCALE, top * SCALE))


def glow(
    canvas: Image.Image,
    centre: Point,
    radius: float,
    colour: Colour,
    strength: float,
    *,
    flat: float = 1.0,
) -> None:
    """Light (or mist) that fades out from the centre; `flat` presses it to an ellipse."""
    width, height = round(2 * radius * SCALE), round(2 * radius * flat * SCALE)
    mask = Image.radial_gradient("L").point(
        [round(strength * 255 * max(0.0, 1 - value / 180) ** 2) for value in range(256)]
    )
    corner = (round((centre[0] - radius) * SCALE), round((centre[1] - radius * flat) * SCALE))
    canvas.paste(
        colour,
        (*corner, corner[0] + width, corner[1] + height),
        mask.resize((width, height), Image.Resampling.BILINEAR),
    )


def hills(canvas: Image.Image, base: float, height: float, *, seed: int, colour: Colour) -> None:
    chance = dice(seed)
    waves = [(chance.uniform(0.6, 1.2) * 2**octave, chance.uniform(0, 7)) for octave in range(3)]
    points: list[Point] = [(0, HEIGHT)]
    for x in range(0, WIDTH + 8, 8):
        rise = sum(
            math.sin(math.tau * pace * x / WIDTH + start) / 2**octave
            for octave, (pace, start) in enumerate(waves)
        )
        points.append((x, base - height * rise))
    points.append((WIDTH, HEIGHT))
    shape(ImageDraw.Draw(canvas), points, colour)


def ribbon(canvas: Image.Image, points: list[Point], widths: list[float], colour: Colour) -> None:
    """A river or a path: a smooth line through the points that narrows into the distance."""
    path = [(x, y, width) for (x, y), width in zip(points, widths, strict=True)]
    path = [path[0], *path, path[-1]]
    left: list[Point] = []
    right: list[Point] = []
    for place in range(1, len(path) - 2):
        for step in range(25):
            x, y, width = (
                smooth([path[place + offset][axis] for offset in (-1, 0, 1, 2)], step / 24)
                for axis in range(3)
            )
            left.append((x - width / 2, y))
            right.append((x + width / 2, y))
    shape(ImageDraw.Draw(canvas), left + right[::-1], colour)


def smooth(values: list[float], at: float) -> float:
    """A Catmull-Rom curve between the second and the third of four values."""
    before, start, end, after = values
    return 0.5 * (
        2 * start
        + (end - before) * at
        + (2 * before - 5 * start + 4 * end - after) * at**2
        + (3 * start - before - 3 * end + after) * at**3
    )


def boat(pen: ImageDraw.ImageDraw, at: Point, size: float, light: Colour, dark: Colour) -> None:
    x, y = at
    shape(pen, [(x, y - size * 0.9), (x - size * 0.5, y), (x, y)], light)
    shape(pen, [(x, y - size * 0.9), (x + size * 0.5, y), (x, y)], dark)
    hull = [
        (x - size, y - size * 0.28),
        (x - size * 0.5, y),
        (x + size * 0.5, y),
        (x + size, y - size * 0.28),
        (x + size * 0.6, y + size * 0.32),
        (x - size * 0.6, y + size * 0.32),
    ]
    shape(pen, hull, light)


def marker(pen: ImageDraw.ImageDraw, at: Point, size: float, colour: Colour) -> None:
    x, y = at
    shape(
        pen, [(x - size * 0.72, y - size * 1.5), (x + size * 0.72, y - size * 1.5), (x, y)], colour
    )
    ellipse(pen, (x, y - size * 1.9), size, size, colour)
    ellipse(pen, (x, y - size * 1.9), size * 0.4, size * 0.4, (250, 244, 228))


def tree(pen: ImageDraw.ImageDraw, foot: Point, height: float, leaf: Colour, trunk: Colour) -> None:
    x, y = foot
    stroke(pen, (x, y), (x, y - height * 0.5), max(2.0, height * 0.03), trunk)
    ellipse(pen, (x, y - height * 0.68), height * 0.11, height * 0.36, leaf)


def bird(pen: ImageDraw.ImageDraw, at: Point, size: float, colour: Colour) -> None:
    x, y = at
    wing: list[Point] = []
    for side in (-1, 1):
        top = [
            (x + side * size * step / 10, y - size * 0.55 * math.sin(math.pi * step / 13))
            for step in range(11)
        ]
        low = [(px, py + size * 0.26 * (1 - abs(px - x) / size)) for px, py in top]
        wing = top + low[::-1]
        shape(pen, wing, colour)


def leaf(pen: ImageDraw.ImageDraw, foot: Point, tip: Point, colour: Colour) -> None:
    (x, y), (tx, ty) = foot, tip
    across = ((ty - y) * 0.16, -(tx - x) * 0.16)
    middle = ((x + tx) / 2, (y + ty) / 2)
    shape(
        pen,
        [
            foot,
            (middle[0] + across[0], middle[1] + across[1]),
            tip,
            (middle[0] - across[0], middle[1] - across[1]),
        ],
        colour,
    )


def shape(pen: ImageDraw.ImageDraw, points: list[Point], colour: Colour) -> None:
    pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)


def box(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], colour: Colour) -> None:
    pen.rectangle([side * SCALE for side in box], fill=colour)


def stroke(
    pen: ImageDraw.ImageDraw, start: Point, end: Point, width: float, colour: Colour
) -> None:
    line = [(start[0] * SCALE, start[1] * SCALE), (end[0] * SCALE, end[1] * SCALE)]
    pen.line(line, fill=colour, width=round(width * SCALE))


def ellipse(
    pen: ImageDraw.ImageDraw, centre: Point, across: float, down: float, colour: Colour
) -> None:
    x, y = centre
    pen.ellipse(
        [(x - across) * SCALE, (y - down) * SCALE, (x + across) * SCALE, (y + down) * SCALE],
        fill=colour,
    )


def disc(canvas: Image.Image, centre: Point, radius: float, colour: Colour) -> None:
    ellipse(ImageDraw.Draw(canvas), centre, radius, radius, colour)
