"""The pictures of the sample articles: drawn here, so that no licence hangs on them."""

import io
import math
import random
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageDraw

type Colour = tuple[int, int, int]
type Point = tuple[float, float]

WIDTH: Final = 1600
HEIGHT: Final = 900
# Shapes are drawn at twice the size and halved at the end: soft edges without a library for it.
SCALE: Final = 2


def draw(name: str) -> bytes:
    """The picture of that name as a PNG file. The same name always gives the same picture."""
    canvas = _SCENES[name]()
    small = canvas.reduce(SCALE)
    file = io.BytesIO()
    small.save(file, "PNG", compress_level=1)
    return file.getvalue()


def names() -> list[str]:
    return sorted(_SCENES)


def _heat() -> Image.Image:
    canvas = _sky((250, 214, 165), (247, 236, 214))
    _glow(canvas, (1080, 300), 520, (255, 243, 214), 0.9)
    _disc(canvas, (1080, 300), 132, (255, 250, 236))
    for row, colour in enumerate(
        [(238, 178, 134), (226, 143, 112), (205, 112, 99), (164, 84, 87), (112, 62, 76)]
    ):
        _hills(canvas, 430 + 88 * row, 46 + 10 * row, seed=11 + row, colour=colour)
    _ribbon(
        canvas,
        [(610, 900), (700, 800), (600, 720), (690, 640), (640, 585)],
        [150, 96, 58, 34, 12],
        (158, 197, 206),
    )
    return canvas


def _fatigue() -> Image.Image:
    canvas = _sky((38, 52, 84), (240, 190, 120), until=520)
    _hills(canvas, 420, 70, seed=3, colour=(70, 82, 116))
    _hills(canvas, 480, 40, seed=8, colour=(45, 58, 92))
    _band(canvas, 520, 900, (196, 158, 122), (28, 38, 66))
    pen = ImageDraw.Draw(canvas)
    chance = _chance(5)
    for _line in range(70):
        y = 526 + 370 * chance.random() ** 1.6
        half = chance.uniform(30, 190) * (1 - (y - 520) / 500)
        x = 800 + chance.uniform(-520, 520)
        _stroke(pen, (x - half, y), (x + half, y), 3, (240, 203, 148))
    _glow(canvas, (800, 515), 420, (252, 214, 140), 0.55)
    return canvas


def _mri() -> Image.Image:
    canvas = _sky((226, 230, 233), (199, 210, 219))
    rings: list[Colour] = [
        (206, 216, 224),
        (220, 227, 231),
        (188, 203, 215),
        (211, 219, 224),
        (168, 189, 205),
        (203, 212, 217),
        (143, 170, 190),
        (222, 217, 203),
        (241, 234, 217),
        (250, 246, 234),
    ]
    for place, colour in enumerate(rings):
        _disc(canvas, (800, 450), 720 - 70 * place, colour)
    _glow(canvas, (800, 450), 240, (255, 252, 243), 0.8)
    return canvas


def _children() -> Image.Image:
    canvas = _sky((214, 233, 238), (243, 241, 226), until=470)
    _hills(canvas, 440, 30, seed=21, colour=(176, 205, 195))
    _band(canvas, 470, 900, (124, 184, 170), (62, 128, 124))
    pen = ImageDraw.Draw(canvas)
    chance = _chance(9)
    for _line in range(60):
        x, y = chance.uniform(0, 1600), chance.uniform(490, 895)
        _stroke(pen, (x, y), (x + chance.uniform(40, 150), y), 3, (152, 204, 190))
    _boat(pen, (480, 640), 150, (206, 92, 78), (176, 70, 62))
    _boat(pen, (880, 570), 105, (240, 196, 92), (212, 164, 66))
    _boat(pen, (1150, 720), 185, (250, 247, 238), (222, 216, 202))
    return canvas


def _bladder() -> Image.Image:
    canvas = _sky((208, 228, 222), (238, 241, 220))
    for row, colour in enumerate(
        [(170, 203, 158), (146, 188, 134), (121, 170, 112), (96, 148, 92), (78, 128, 80)]
    ):
        _hills(canvas, 330 + 110 * row, 52, seed=31 + row, colour=colour)
    _ribbon(
        canvas,
        [
            (250, 900),
            (560, 800),
            (980, 730),
            (1040, 650),
            (760, 590),
            (600, 520),
            (820, 450),
            (960, 400),
        ],
        [120, 92, 70, 54, 42, 32, 22, 10],
        (246, 238, 214),
    )
    pen = ImageDraw.Draw(canvas)
    for x, y, size in [(640, 770, 34), (1060, 640, 26), (640, 560, 20), (880, 420, 14)]:
        _marker(pen, (x, y), size, (192, 70, 62))
    return canvas


def _stick() -> Image.Image:
    canvas = _sky((250, 218, 130), (253, 243, 207))
    _glow(canvas, (1000, 440), 620, (255, 251, 226), 0.9)
    for row, colour in enumerate([(208, 201, 150), (178, 184, 128), (143, 160, 108)]):
        _hills(canvas, 480 + 70 * row, 34, seed=44 + row, colour=colour)
    pen = ImageDraw.Draw(canvas)
    _shape(pen, [(990, 560), (1010, 560), (980, 900), (420, 900)], (236, 224, 188))
    for step in range(9):
        far = 0.72**step
        x, y = 985 - 690 * far, 556 + 370 * far
        _tree(pen, (x, y), 330 * far, (88, 106, 76), (70, 62, 52))
    return canvas


def _words() -> Image.Image:
    canvas = _sky((223, 214, 232), (246, 241, 243))
    chance = _chance(17)
    for _cloud in range(26):
        centre = (chance.uniform(-100, 760), chance.uniform(420, 940))
        _glow(canvas, centre, chance.uniform(150, 340), (178, 160, 202), 0.42)
    pen = ImageDraw.Draw(canvas)
    for place in range(17):
        way = place / 16
        x = 480 + 1000 * way + chance.uniform(-50, 50)
        y = 640 - 520 * way + chance.uniform(-80, 80)
        pale = (255, 253, 250) if place % 3 else (141, 118, 172)
        _bird(pen, (x, y), 34 + 44 * way, pale)
    return canvas


def _infusion() -> Image.Image:
    canvas = _sky((234, 221, 202), (221, 203, 181))
    pen = ImageDraw.Draw(canvas)
    # Evening light through the four panes, leaning across the wall.
    for left, right in ((840, 1075), (1105, 1340)):
        for top, bottom in ((210, 425), (455, 670)):
            lean = [(left, 0.13 * (left - 840)), (right, 0.13 * (right - 840))]
            upper = [(x, top - drop) for x, drop in lean]
            lower = [(x, bottom - drop) for x, drop in reversed(lean)]
            _shape(pen, [*upper, *lower], (245, 226, 188))
    _box(pen, (240, 130, 700, 690), (122, 98, 80))
    for left in (262, 482):
        for top in (152, 424):
            _band(
                canvas,
                top,
                top + 244,
                (248, 205, 148),
                (252, 232, 194),
                left=left,
                right=left + 196,
            )
    pen = ImageDraw.Draw(canvas)
    _box(pen, (190, 690, 760, 734), (141, 114, 92))
    for angle in range(-80, 81, 20):
        tip = (600 + 130 * math.sin(math.radians(angle)), 560 - 120 * math.cos(math.radians(angle)))
        _leaf(pen, (600, 610), tip, (86, 127, 88) if angle % 40 else (108, 150, 102))
    _shape(pen, [(545, 596), (655, 596), (638, 692), (562, 692)], (186, 104, 78))
    _box(pen, (0, 860, 1600, 900), (164, 138, 114))
    return canvas


def _report() -> Image.Image:
    canvas = _sky((52, 62, 74), (74, 82, 90))
    for x in (540, 1060):
        _glow(canvas, (x, 330), 430, (255, 223, 160), 0.5)
    _band(canvas, 660, 900, (150, 108, 76), (96, 66, 48))
    for x in (540, 1060):
        _glow(canvas, (x, 700), 380, (255, 214, 148), 0.45, flat=0.28)
    pen = ImageDraw.Draw(canvas)
    for y in (720, 790, 850):
        _stroke(pen, (0, y), (1600, y), 3, (108, 76, 54))
    for x in (540, 1060):
        _stroke(pen, (x, 0), (x, 250), 5, (30, 36, 44))
        _disc(canvas, (x, 330), 92, (255, 240, 204))
    for x in (700, 900):
        _box(pen, (x - 34, 628, x + 34, 694), (226, 220, 206))
    return canvas


_SCENES: Final[dict[str, Callable[[], Image.Image]]] = {
    "heat": _heat,
    "fatigue": _fatigue,
    "mri": _mri,
    "children": _children,
    "bladder": _bladder,
    "stick": _stick,
    "words": _words,
    "infusion": _infusion,
    "report": _report,
}


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same waves each time, nothing secret


def _sky(top: Colour, bottom: Colour, until: int = HEIGHT) -> Image.Image:
    canvas = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), bottom)
    _band(canvas, 0, until, top, bottom)
    return canvas


def _band(
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
    box = ((right - left) * SCALE, (bottom - top) * SCALE)
    mask = Image.linear_gradient("L").resize(box)
    blend = Image.composite(Image.new("RGB", box, below), Image.new("RGB", box, above), mask)
    canvas.paste(blend, (left * SCALE, top * SCALE))


def _glow(
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
        colour, (*corner, corner[0] + width, corner[1] + height), mask.resize((width, height))
    )


def _hills(canvas: Image.Image, base: float, height: float, *, seed: int, colour: Colour) -> None:
    chance = _chance(seed)
    waves = [(chance.uniform(0.6, 1.2) * 2**octave, chance.uniform(0, 7)) for octave in range(3)]
    points: list[Point] = [(0, HEIGHT)]
    for x in range(0, WIDTH + 8, 8):
        rise = sum(
            math.sin(math.tau * pace * x / WIDTH + start) / 2**octave
            for octave, (pace, start) in enumerate(waves)
        )
        points.append((x, base - height * rise))
    points.append((WIDTH, HEIGHT))
    _shape(ImageDraw.Draw(canvas), points, colour)


def _ribbon(canvas: Image.Image, points: list[Point], widths: list[float], colour: Colour) -> None:
    """A river or a path: a smooth line through the points that narrows into the distance."""
    path = [(x, y, width) for (x, y), width in zip(points, widths, strict=True)]
    path = [path[0], *path, path[-1]]
    left: list[Point] = []
    right: list[Point] = []
    for place in range(1, len(path) - 2):
        for step in range(25):
            x, y, width = (
                _smooth([path[place + offset][axis] for offset in (-1, 0, 1, 2)], step / 24)
                for axis in range(3)
            )
            left.append((x - width / 2, y))
            right.append((x + width / 2, y))
    _shape(ImageDraw.Draw(canvas), left + right[::-1], colour)


def _smooth(values: list[float], at: float) -> float:
    """A Catmull-Rom curve between the second and the third of four values."""
    before, start, end, after = values
    return 0.5 * (
        2 * start
        + (end - before) * at
        + (2 * before - 5 * start + 4 * end - after) * at**2
        + (3 * start - before - 3 * end + after) * at**3
    )


def _boat(pen: ImageDraw.ImageDraw, at: Point, size: float, light: Colour, dark: Colour) -> None:
    x, y = at
    _shape(pen, [(x, y - size * 0.9), (x - size * 0.5, y), (x, y)], light)
    _shape(pen, [(x, y - size * 0.9), (x + size * 0.5, y), (x, y)], dark)
    hull = [
        (x - size, y - size * 0.28),
        (x - size * 0.5, y),
        (x + size * 0.5, y),
        (x + size, y - size * 0.28),
        (x + size * 0.6, y + size * 0.32),
        (x - size * 0.6, y + size * 0.32),
    ]
    _shape(pen, hull, light)


def _marker(pen: ImageDraw.ImageDraw, at: Point, size: float, colour: Colour) -> None:
    x, y = at
    _shape(
        pen, [(x - size * 0.72, y - size * 1.5), (x + size * 0.72, y - size * 1.5), (x, y)], colour
    )
    _ellipse(pen, (x, y - size * 1.9), size, size, colour)
    _ellipse(pen, (x, y - size * 1.9), size * 0.4, size * 0.4, (250, 244, 228))


def _tree(
    pen: ImageDraw.ImageDraw, foot: Point, height: float, leaf: Colour, trunk: Colour
) -> None:
    x, y = foot
    _stroke(pen, (x, y), (x, y - height * 0.5), max(2.0, height * 0.03), trunk)
    _ellipse(pen, (x, y - height * 0.68), height * 0.11, height * 0.36, leaf)


def _bird(pen: ImageDraw.ImageDraw, at: Point, size: float, colour: Colour) -> None:
    x, y = at
    wing: list[Point] = []
    for side in (-1, 1):
        top = [
            (x + side * size * step / 10, y - size * 0.55 * math.sin(math.pi * step / 13))
            for step in range(11)
        ]
        low = [(px, py + size * 0.26 * (1 - abs(px - x) / size)) for px, py in top]
        wing = top + low[::-1]
        _shape(pen, wing, colour)


def _leaf(pen: ImageDraw.ImageDraw, foot: Point, tip: Point, colour: Colour) -> None:
    (x, y), (tx, ty) = foot, tip
    across = ((ty - y) * 0.16, -(tx - x) * 0.16)
    middle = ((x + tx) / 2, (y + ty) / 2)
    _shape(
        pen,
        [
            foot,
            (middle[0] + across[0], middle[1] + across[1]),
            tip,
            (middle[0] - across[0], middle[1] - across[1]),
        ],
        colour,
    )


def _shape(pen: ImageDraw.ImageDraw, points: list[Point], colour: Colour) -> None:
    pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)


def _box(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], colour: Colour) -> None:
    pen.rectangle([side * SCALE for side in box], fill=colour)


def _stroke(
    pen: ImageDraw.ImageDraw, start: Point, end: Point, width: float, colour: Colour
) -> None:
    line = [(start[0] * SCALE, start[1] * SCALE), (end[0] * SCALE, end[1] * SCALE)]
    pen.line(line, fill=colour, width=round(width * SCALE))


def _ellipse(
    pen: ImageDraw.ImageDraw, centre: Point, across: float, down: float, colour: Colour
) -> None:
    x, y = centre
    pen.ellipse(
        [(x - across) * SCALE, (y - down) * SCALE, (x + across) * SCALE, (y + down) * SCALE],
        fill=colour,
    )


def _disc(canvas: Image.Image, centre: Point, radius: float, colour: Colour) -> None:
    _ellipse(ImageDraw.Draw(canvas), centre, radius, radius, colour)
