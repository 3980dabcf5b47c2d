"""The picture of a page made fit to be read: seals and shadows taken away, and turned until its lines are level.

Comes in: the picture as drawn, in colours. Goes out: a grey picture of ink on white paper, and by how much it was
turned.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

SEAL = (20.0, 70.0)
"""Millimetres that a seal may measure across; official ones have 42, those of companies 38 to 58."""

ROUND = 1.7
"""Times that a seal may be longer than wide; a line of red print is longer."""

REDNESS = 40
"""Of 255: by how much red must exceed green and blue for ink to be of a seal."""

PALER, PALEST, BROAD = 90, 210, 3
"""Of 255: by how much a seal in grey is paler than print, and how dark it is at least; and pixels that its strokes
have at least, where the grey edge of a black stroke has one or two."""

FRINGE, EDGE = 140, 7
"""Of 255: how light the red of a seal is at least, where it blurs into paper; and pixels over which it may blur."""

SHADOW = 40
"""Pixels of the reduced picture within which the paper has one shade: wider than any stroke, narrower than a fold."""

BLACK, FAINTEST = 60, 170
"""Of 255: ink is made darker if it is lighter than the first; what is lighter than the second is no ink."""

REDUCED = 4
MOST_TILT = 5.0
"""Degrees. A page that lies more askew in a scanner is put in anew."""

COARSEST, FINEST = 0.5, 0.05
"""Degrees, of the steps in which it is looked for: half a point from one end of a line to the other."""

LEVEL_WIDTH = 1000
"""Pixels across to which a picture is reduced to find its tilt."""

MILLIMETRE = 72 / 25.4


def clean(pixels: Pixels, scale: float) -> tuple[Pixels, Mask]:
    """Give the ink of a picture in grey, without seals and shadows; and where seals were taken away.

    What lies below a seal that is as light as the seal, such as a hairline, is taken away with it.

    scale: pixels a point
    """
    grey, red = _without_red_seals(pixels, scale)
    small = cv2.resize(grey, None, fx=1 / REDUCED, fy=1 / REDUCED, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((SHADOW // 2, SHADOW // 2), np.uint8))
    paper = cv2.blur(paper, (SHADOW // 2, SHADOW // 2))
    paper = np.maximum(cv2.resize(paper, (grey.shape[1], grey.shape[0])), 1)
    lifted, pale = _without_grey_seals(np.asarray(cv2.divide(grey, paper, scale=255), np.uint8), scale)
    return _darkened(lifted), np.asarray(red | pale, bool)


def _ink_of(grey: Pixels) -> float:
    """Tell how dark the ink of a page is: what its darkest hundredth has in common."""
    return float(np.percentile(grey[::REDUCED, ::REDUCED], 1))


def _darkened(grey: Pixels) -> Pixels:
    """Make faint ink black."""
    ink = min(_ink_of(grey), FAINTEST)
    if ink < BLACK:
        return grey
    levels = np.clip((np.arange(256) - ink) * 255 / (255 - ink), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(grey, levels), np.uint8)


def _without_red_seals(pixels: Pixels, scale: float) -> tuple[Pixels, Mask]:
    """Make a picture grey; where a seal lies, only its red is seen, in which red ink is white and black stays black."""
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    blue, green, red = (pixels[:, :, channel].astype(np.int16) for channel in range(3))
    return _without_seals(grey, red - np.maximum(blue, green) > REDNESS, pixels[:, :, 2], FRINGE, scale)


def _without_grey_seals(grey: Pixels, scale: float) -> tuple[Pixels, Mask]:
    """Take away seals that were scanned without colour: paler than ink, and broader than the edge of a stroke."""
    ink = _ink_of(grey) + PALER
    pale = ((grey > ink) & (grey < PALEST)).astype(np.uint8)
    broad = cv2.morphologyEx(pale, cv2.MORPH_OPEN, np.ones((BROAD, BROAD), np.uint8)) > 0
    return _without_seals(grey, broad, grey, ink, scale)


def _without_seals(grey: Pixels, of_seal: Mask, seen: Pixels, ink: float, scale: float) -> tuple[Pixels, Mask]:
    """Take away what is of a seal's size and shape; gives the picture without, and where it was.

    of_seal: where the ink is that seals have, and little else; seen: the picture in which that ink is lightest;
    ink: how light what is no seal may be there
    """
    lost = np.zeros(grey.shape, bool)
    if not of_seal.any():
        return grey, lost
    seals = of_seal.astype(np.uint8)
    reach = max(3, round(2 * MILLIMETRE * scale))
    joined = cv2.morphologyEx(seals, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    _, _, places, _ = cv2.connectedComponentsWithStats(joined)
    least, most = (each * MILLIMETRE * scale for each in SEAL)
    without = grey.copy()
    for left, top, width, height, _ in places[1:].tolist():
        if (
            min(width, height) >= least
            and max(width, height) <= most
            and max(width, height) <= ROUND * min(width, height)
        ):
            area = np.s_[max(0, top - reach) : top + height + reach, max(0, left - reach) : left + width + reach]
            # A JPEG blurs the red, and leaves a grey edge of it.
            near = cv2.dilate(seals[area], np.ones((EDGE, EDGE), np.uint8)) > 0
            bright = np.maximum(grey[area], seen[area])
            lost[area] |= near
            without[area] = np.where(near, np.where(bright > ink, 255, bright), grey[area])
    return without, lost


def find_tilt(grey: Pixels) -> float:
    """Measure by how many degrees the print runs clockwise off the level.

    Level lines of text and level rules leave the rows of pixels either full or empty; so the turn that makes the sums
    of the rows differ most from one to the next is taken.
    """
    factor = min(1.0, LEVEL_WIDTH / grey.shape[1])
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = (255 - small.astype(np.float32)) / 255
    ink[ink < 0.3] = 0
    coarse = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    if not coarse.any():
        return 0.0
    steps = round(MOST_TILT / COARSEST)
    about = max((step * COARSEST for step in range(-steps, steps + 1)), key=lambda tilt: _levelness(coarse, tilt))
    steps = round(COARSEST / FINEST)
    best = max((about + step * FINEST for step in range(-steps, steps + 1)), key=lambda tilt: _levelness(ink, tilt))
    return round(best, 2) + 0.0  # no -0.0


def _levelness(ink: NDArray[Any], tilt: float) -> float:
    """Say how much the rows of a picture differ from one to the next once it is sheared back by a tilt."""
    height, width = ink.shape
    slope = np.tan(np.radians(tilt))
    shear = np.array([[1, 0, 0], [-slope, 1, slope * width / 2]], np.float32)
    rows = cv2.warpAffine(ink, shear, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())


def turn_back(grey: Pixels, tilt: float, outside: int = 255) -> Pixels:
    """Turn a picture about its middle until what ran off the level by `tilt` degrees clockwise is level.

    outside: what lies in the corners
    """
    if not tilt:
        return grey
    height, width = grey.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1.0)
    return np.asarray(
        cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(outside, outside, outside)),
        np.uint8,
    )
