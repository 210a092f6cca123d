"""The pictures of the sample articles: drawn here, so that no licence hangs on them."""

import io
import math
from collections.abc import Callable
from functools import cache
from typing import Final

from PIL import Image, ImageDraw

from gateways.portability.sample import brush


@cache
def draw(name: str) -> bytes:
    """The picture of that name as a PNG file. The same name always gives the same picture."""
    canvas = _SCENES[name]()
    small = canvas.reduce(brush.SCALE)
    file = io.BytesIO()
    small.save(file, "PNG", compress_level=1)
    return file.getvalue()


def names() -> list[str]:
    return sorted(_SCENES)


def _heat() -> Image.Image:
    canvas = brush.sky((250, 214, 165), (247, 236, 214))
    brush.glow(canvas, (1080, 300), 520, (255, 243, 214), 0.9)
    brush.disc(canvas, (1080, 300), 132, (255, 250, 236))
    for row, colour in enumerate(
        [(238, 178, 134), (226, 143, 112), (205, 112, 99), (164, 84, 87), (112, 62, 76)]
    ):
        brush.hills(canvas, 430 + 88 * row, 46 + 10 * row, seed=11 + row, colour=colour)
    brush.ribbon(
        canvas,
        [(610, 900), (700, 800), (600, 720), (690, 640), (640, 585)],
        [150, 96, 58, 34, 12],
        (158, 197, 206),
    )
    return canvas


def _fatigue() -> Image.Image:
    canvas = brush.sky((38, 52, 84), (240, 190, 120), until=520)
    brush.hills(canvas, 420, 70, seed=3, colour=(70, 82, 116))
    brush.hills(canvas, 480, 40, seed=8, colour=(45, 58, 92))
    brush.band(canvas, 520, 900, (196, 158, 122), (28, 38, 66))
    pen = ImageDraw.Draw(canvas)
    chance = brush.dice(5)
    for _line in range(70):
        y = 526 + 370 * chance.random() ** 1.6
        half = chance.uniform(30, 190) * (1 - (y - 520) / 500)
        x = 800 + chance.uniform(-520, 520)
        brush.stroke(pen, (x - half, y), (x + half, y), 3, (240, 203, 148))
    brush.glow(canvas, (800, 515), 420, (252, 214, 140), 0.55)
    return canvas


def _mri() -> Image.Image:
    canvas = brush.sky((226, 230, 233), (199, 210, 219))
    rings: list[brush.Colour] = [
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
        brush.disc(canvas, (800, 450), 720 - 70 * place, colour)
    brush.glow(canvas, (800, 450), 240, (255, 252, 243), 0.8)
    return canvas


def _children() -> Image.Image:
    canvas = brush.sky((214, 233, 238), (243, 241, 226), until=470)
    brush.hills(canvas, 440, 30, seed=21, colour=(176, 205, 195))
    brush.band(canvas, 470, 900, (124, 184, 170), (62, 128, 124))
    pen = ImageDraw.Draw(canvas)
    chance = brush.dice(9)
    for _line in range(60):
        x, y = chance.uniform(0, 1600), chance.uniform(490, 895)
        brush.stroke(pen, (x, y), (x + chance.uniform(40, 150), y), 3, (152, 204, 190))
    brush.boat(pen, (480, 640), 150, (206, 92, 78), (176, 70, 62))
    brush.boat(pen, (880, 570), 105, (240, 196, 92), (212, 164, 66))
    brush.boat(pen, (1150, 720), 185, (250, 247, 238), (222, 216, 202))
    return canvas


def _bladder() -> Image.Image:
    canvas = brush.sky((208, 228, 222), (238, 241, 220))
    for row, colour in enumerate(
        [(170, 203, 158), (146, 188, 134), (121, 170, 112), (96, 148, 92), (78, 128, 80)]
    ):
        brush.hills(canvas, 330 + 110 * row, 52, seed=31 + row, colour=colour)
    brush.ribbon(
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
        brush.marker(pen, (x, y), size, (192, 70, 62))
    return canvas


def _stick() -> Image.Image:
    canvas = brush.sky((250, 218, 130), (253, 243, 207))
    brush.glow(canvas, (1000, 440), 620, (255, 251, 226), 0.9)
    for row, colour in enumerate([(208, 201, 150), (178, 184, 128), (143, 160, 108)]):
        brush.hills(canvas, 480 + 70 * row, 34, seed=44 + row, colour=colour)
    pen = ImageDraw.Draw(canvas)
    brush.shape(pen, [(990, 560), (1010, 560), (980, 900), (420, 900)], (236, 224, 188))
    for step in range(9):
        far = 0.72**step
        x, y = 985 - 690 * far, 556 + 370 * far
        brush.tree(pen, (x, y), 330 * far, (88, 106, 76), (70, 62, 52))
    return canvas


def _words() -> Image.Image:
    canvas = brush.sky((223, 214, 232), (246, 241, 243))
    chance = brush.dice(17)
    for _cloud in range(26):
        centre = (chance.uniform(-100, 760), chance.uniform(420, 940))
        brush.glow(canvas, centre, chance.uniform(150, 340), (178, 160, 202), 0.42)
    pen = ImageDraw.Draw(canvas)
    for place in range(17):
        way = place / 16
        x = 480 + 1000 * way + chance.uniform(-50, 50)
        y = 640 - 520 * way + chance.uniform(-80, 80)
        pale = (255, 253, 250) if place % 3 else (141, 118, 172)
        brush.bird(pen, (x, y), 34 + 44 * way, pale)
    return canvas


def _infusion() -> Image.Image:
    canvas = brush.sky((234, 221, 202), (221, 203, 181))
    pen = ImageDraw.Draw(canvas)
    # Evening light through the four panes, leaning across the wall.
    for left, right in ((840, 1075), (1105, 1340)):
        for top, bottom in ((210, 425), (455, 670)):
            lean = [(left, 0.13 * (left - 840)), (right, 0.13 * (right - 840))]
            upper = [(x, top - drop) for x, drop in lean]
            lower = [(x, bottom - drop) for x, drop in reversed(lean)]
            brush.shape(pen, [*upper, *lower], (245, 226, 188))
    brush.box(pen, (240, 130, 700, 690), (122, 98, 80))
    for left in (262, 482):
        for top in (152, 424):
            brush.band(
                canvas,
                top,
                top + 244,
                (248, 205, 148),
                (252, 232, 194),
                left=left,
                right=left + 196,
            )
    pen = ImageDraw.Draw(canvas)
    brush.box(pen, (190, 690, 760, 734), (141, 114, 92))
    for angle in range(-80, 81, 20):
        tip = (600 + 130 * math.sin(math.radians(angle)), 560 - 120 * math.cos(math.radians(angle)))
        brush.leaf(pen, (600, 610), tip, (86, 127, 88) if angle % 40 else (108, 150, 102))
    brush.shape(pen, [(545, 596), (655, 596), (638, 692), (562, 692)], (186, 104, 78))
    brush.box(pen, (0, 860, 1600, 900), (164, 138, 114))
    return canvas


def _report() -> Image.Image:
    canvas = brush.sky((52, 62, 74), (74, 82, 90))
    for x in (540, 1060):
        brush.glow(canvas, (x, 330), 430, (255, 223, 160), 0.5)
    brush.band(canvas, 660, 900, (150, 108, 76), (96, 66, 48))
    for x in (540, 1060):
        brush.glow(canvas, (x, 700), 380, (255, 214, 148), 0.45, flat=0.28)
    pen = ImageDraw.Draw(canvas)
    for y in (720, 790, 850):
        brush.stroke(pen, (0, y), (1600, y), 3, (108, 76, 54))
    for x in (540, 1060):
        brush.stroke(pen, (x, 0), (x, 250), 5, (30, 36, 44))
        brush.disc(canvas, (x, 330), 92, (255, 240, 204))
    for x in (700, 900):
        brush.box(pen, (x - 34, 628, x + 34, 694), (226, 220, 206))
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
