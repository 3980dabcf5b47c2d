"""PDF files whose pages are only pictures, as scanners, stamps and copiers leave them.

The pages of a PDF with text are rendered, the pictures damaged in one way, and laid on pages of the same size. What is
random has the page's number as its seed, so the same call gives the same bytes with the same libraries. Needs Pillow
and numpy only, so that it can be imported where nothing is installed that recognises text.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from planparse.outputs.figures import MissingFont
from planparse.outputs.figures.fonts import choose_font

Picture = NDArray[np.uint8]
Degradation = Callable[[Picture, np.random.Generator, int], Picture]

MM = 1 / 25.4
"""Inches."""

WEIGHTS = (0.114, 0.587, 0.299)
"""Share of blue, green and red in grey (ITU-R BT.601)."""

QUALITY = 85
QUALITIES = {"JPEG 40": 40}
"""Of the JPEG; 85 where a degradation has no own."""

RESOLUTIONS = {"150 dpi": 150, "300 dpi": 300}
"""Degradations that are only another resolution."""

SEAL, RING, STAR, LETTERS = 42.0, 1.2, 7.0, 5.2
"""Millimetres: the seal of a public body across, its ring, the radius of its star, its letters."""
SEAL_WORDS = "漱川市人民政府办公室"
SEAL_ARC = 250.0
"""Degrees of the circle that the words take, from the left end of their arc to the right."""
RED = (48, 38, 205)
SEAL_INK = 0.7
"""How much of the light the ink of a seal takes where it is full."""
UNIT_COLUMN = 0.78
"""Where the seal stands: in the middle of the units, which are in the right third of most tables."""
OVERSIZE = 3
"""The seal is drawn so many times larger, so that its edges are smooth."""


def grey(picture: Picture, rng: np.random.Generator, dpi: int) -> Picture:
    return _of_light(_light(picture))


def skewed(degrees: float) -> Degradation:
    """Turn the sheet on the glass, against the clock; what leaves it is cut off."""

    def skew(picture: Picture, rng: np.random.Generator, dpi: int) -> Picture:
        image = Image.fromarray(_light(picture).astype(np.uint8))
        return _of_light(np.asarray(image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)))

    return skew


def noise(picture: Picture, rng: np.random.Generator, dpi: int) -> Picture:
    light = _light(picture)
    light += rng.normal(0, 12, light.shape)
    struck = rng.random(light.shape)
    light[struck < 0.001] = 0
    light[struck > 0.999] = 255
    return _of_light(light)


def stamp(picture: Picture, rng: np.random.Generator, dpi: int) -> Picture:
    """Press a round red seal over the units; the print shows through."""
    ink = _ink_on_page(picture.shape[:2], rng, dpi)[..., None]
    taken = 1 - ink * (1 - np.array(RED) / 255)
    return _clipped(grey(picture, rng, dpi) * taken)


def grey_stamp(picture: Picture, rng: np.random.Generator, dpi: int) -> Picture:
    return grey(stamp(picture, rng, dpi), rng, dpi)


def blotches(picture: Picture, rng: np.random.Generator, dpi: int) -> Picture:
    """Copy a copy: hard toner, specks, streaks of the drum, grey edges, the black of the open lid, two holes."""
    light = _blurred(_light(picture), 0.06 * MM * dpi)
    light = 245 / (1 + np.exp((140 - light) / 22))  # toner is there or not
    height, width = light.shape
    down, across = np.mgrid[:height, :width].astype(np.float32) / (MM * dpi)
    # Neither the black margin nor the grey one is straight: the sheet lies bent on the glass.
    wave = _uneven((height, 1), rng, 25 * MM * dpi) * 3
    edge = np.minimum(np.minimum(across, across.max() - across), np.minimum(down, down.max() - down))
    light *= 1 - 0.4 * np.exp(-(edge**2) / (2 * 3.0**2))
    light *= 1 - 0.06 * _uneven(light.shape, rng, 12 * MM * dpi)
    specks = Image.new("L", (width, height))
    draw = ImageDraw.Draw(specks)
    area = height * width / (MM * dpi) ** 2
    for _ in range(int(area / 250)):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        long, flat = rng.gamma(1.6, 0.09) * MM * dpi + 0.5, rng.uniform(0.4, 1)
        draw.ellipse((x - long, y - long * flat, x + long, y + long * flat), fill=int(rng.integers(120, 256)))
    for middle in (height / 2 - 40 * MM * dpi, height / 2 + 40 * MM * dpi):  # ISO 838: 80 mm apart, 12 mm from the edge
        x, radius = 12 * MM * dpi + rng.normal(0, 3), 3 * MM * dpi
        draw.ellipse((x - radius, middle - radius, x + radius, middle + radius), fill=235)
    light *= 1 - _blurred(np.asarray(specks, np.float32), 0.05 * MM * dpi) / 255
    for _ in range(3):
        x, broad = rng.uniform(0.05, 0.95) * width, rng.uniform(0.08, 0.35) * MM * dpi
        line = np.exp(-((np.arange(width) - x) ** 2) / (2 * broad**2)) * rng.uniform(0.15, 0.45)
        light *= 1 - line * (0.4 + 0.6 * _uneven((height, 1), rng, 8 * MM * dpi))
    lid = np.clip((2.7 + wave - across) / 0.4, 0, 1)
    light = light * (1 - lid) + 25 * lid
    return _of_light(light + rng.normal(0, 3, light.shape))


def shadow(picture: Picture, rng: np.random.Generator, dpi: int) -> Picture:
    """Take the page with a phone: dark toward the fold of the book at the left, and toward one corner."""
    light = _light(picture)
    down, across = (np.mgrid[: light.shape[0], : light.shape[1]] / np.reshape(light.shape, (2, 1, 1))).astype(
        np.float32
    )
    fold = 1 - 0.62 * np.exp(-across / 0.13)
    lamp = 1 - 0.5 * np.clip((across * 0.6 + down * 0.8 - 0.35) / 1.05, 0, 1) ** 1.3
    return _of_light(light * fold * lamp)


def upside_down(picture: Picture, rng: np.random.Generator, dpi: int) -> Picture:
    return np.ascontiguousarray(np.rot90(grey(picture, rng, dpi), 2))


def sideways(picture: Picture, rng: np.random.Generator, dpi: int) -> Picture:
    """Lay the sheet a quarter turn with the clock on the glass."""
    return np.ascontiguousarray(np.rot90(grey(picture, rng, dpi), -1))


def faint(picture: Picture, rng: np.random.Generator, dpi: int) -> Picture:
    """Print with the last of the toner: black is the grey in the middle."""
    return _of_light(255 - (255 - _light(picture)) * 0.5)


DEGRADATIONS: dict[str, Degradation] = {
    "clean": grey,
    "skew +3": skewed(3),
    "skew -3": skewed(-3),
    "skew 1": skewed(1),
    "150 dpi": grey,
    "300 dpi": grey,
    "JPEG 40": grey,
    "noise": noise,
    "stamp": stamp,
    "grey stamp": grey_stamp,
    "blotches": blotches,
    "shadow": shadow,
    "upside down": upside_down,
    "sideways": sideways,
    "faint": faint,
}
"""Name to what is done to a picture (blue, green, red) of so many dots an inch."""


def scanned(source: Path, degradation: str, *, dpi: int = 200, pages: Sequence[int] | None = None) -> bytes:
    """Give a PDF with one JPEG a page and no text, of pages (counted from 1; all of them) of a PDF.

    Pages have the size they had to the reader; only "sideways" swaps width and height.
    """
    dpi = RESOLUTIONS.get(degradation, dpi)
    document = pdfium.PdfDocument(source)
    out = pikepdf.new()
    for number in pages or range(1, len(document) + 1):
        page = document[number - 1]
        width, height = page.get_size()
        picture = np.array(page.render(scale=dpi / 72, rev_byteorder=False).to_numpy()[..., :3])
        changed = DEGRADATIONS[degradation](picture, np.random.default_rng(number), dpi)
        if (picture.shape[0] > picture.shape[1]) != (changed.shape[0] > changed.shape[1]):
            width, height = height, width
        _add_page(out, changed, width, height, QUALITIES.get(degradation, QUALITY))
    document.close()
    data = io.BytesIO()
    out.save(data, deterministic_id=True)
    return data.getvalue()


def _add_page(out: pikepdf.Pdf, picture: Picture, width: float, height: float, quality: int) -> None:
    is_grey = bool((picture == picture[..., :1]).all())
    jpeg = io.BytesIO()
    Image.fromarray(picture[..., 0] if is_grey else picture[..., ::-1]).save(jpeg, "JPEG", quality=quality)
    image = out.make_stream(
        jpeg.getvalue(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.shape[1],
        Height=picture.shape[0],
        ColorSpace=pikepdf.Name.DeviceGray if is_grey else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page = out.add_blank_page(page_size=(width, height))
    name = page.add_resource(image, pikepdf.Name.XObject, pikepdf.Name.Scan)  # its own name would be random
    page.contents_add(f"q {width} 0 0 {height} 0 0 cm {name} Do Q".encode())


def _light(picture: Picture) -> NDArray[Any]:
    return picture.astype(np.float32) @ np.array(WEIGHTS, np.float32)


def _of_light(light: NDArray[Any]) -> Picture:
    return np.repeat(_clipped(light)[..., None], 3, axis=2)


def _clipped(light: NDArray[Any]) -> Picture:
    return np.clip(np.rint(light), 0, 255).astype(np.uint8)


def _blurred(light: NDArray[Any], radius: float) -> NDArray[Any]:
    return np.asarray(Image.fromarray(_clipped(light)).filter(ImageFilter.GaussianBlur(radius)), np.float32)


def _uneven(shape: tuple[int, ...], rng: np.random.Generator, step: float) -> NDArray[Any]:
    """Give soft hills from 0 to 1, about `step` dots apart."""
    rows, columns = (max(2, int(side / step) + 1) for side in shape)
    coarse = Image.fromarray(rng.random((rows, columns if shape[1] > 1 else 1), dtype=np.float32))
    return np.clip(np.asarray(coarse.resize((shape[1], shape[0]), Image.Resampling.BICUBIC)), 0, 1)


def _ink_on_page(shape: tuple[int, ...], rng: np.random.Generator, dpi: int) -> NDArray[Any]:
    """Give how much light the seal takes at each dot: a hand presses it, so it leans, and its ink is uneven."""
    seal = Image.fromarray(_seal(dpi)).rotate(rng.uniform(-12, 12), Image.Resampling.BICUBIC)
    height, width = shape
    left = round(width * UNIT_COLUMN + rng.normal(0, 2 * MM * dpi) - seal.width / 2)
    top = round(height * rng.uniform(0.35, 0.65) - seal.height / 2)
    on_page = Image.new("L", (width, height))
    on_page.paste(seal, (min(left, width - seal.width), top))
    ink = np.asarray(on_page, np.float32) / 255
    return ink * SEAL_INK * (0.75 + 0.25 * _uneven(shape, rng, 4 * MM * dpi)) * rng.uniform(0.9, 1, shape)


@cache
def _seal(dpi: int) -> Picture:
    """Draw the seal white on black; without a Chinese font its words are left out."""
    scale = MM * dpi * OVERSIZE
    side = int(SEAL * scale) + 2 * OVERSIZE
    middle, radius = side / 2, SEAL / 2 * scale
    image = Image.new("L", (side, side))
    draw = ImageDraw.Draw(image)
    box = (middle - radius, middle - radius, middle + radius, middle + radius)
    draw.ellipse(box, outline=255, width=round(RING * scale))
    angles = np.radians(np.arange(10) * 36 - 90)
    reach = np.where(np.arange(10) % 2, STAR * 0.382, STAR) * scale  # of a pentagram
    points = [(middle + r * np.cos(a), middle + r * np.sin(a)) for r, a in zip(reach, angles, strict=True)]
    draw.polygon(points, fill=255)
    font = _font(round(LETTERS * scale))
    step = SEAL_ARC / (len(SEAL_WORDS) - 1)
    for index, letter in enumerate(SEAL_WORDS if font else ""):
        layer = Image.new("L", image.size)
        at = (middle, middle - radius + (RING + 1.2 + LETTERS / 2) * scale)
        ImageDraw.Draw(layer).text(at, letter, fill=255, font=font, anchor="mm")
        image.paste(255, mask=layer.rotate(SEAL_ARC / 2 - index * step, Image.Resampling.BICUBIC))
    return np.asarray(image.resize((side // OVERSIZE, side // OVERSIZE), Image.Resampling.LANCZOS))


def _font(size: int) -> ImageFont.FreeTypeFont | None:
    try:
        file: Any = choose_font([SEAL_WORDS]).file
    except MissingFont:
        return None
    return ImageFont.truetype(str(getattr(file, "path", file)), size, getattr(file, "face_index", 0))
